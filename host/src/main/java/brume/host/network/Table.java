package brume.host.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// One nftables table as it should be, and the shortest script that gets there from an earlier one: a script is one
/// transaction, so that no packet ever sees half a ruleset.
final class Table {
    private final String family;
    private final String name;
    private final Map<String, String> hooks = new LinkedHashMap<>();
    private final Map<String, List<String>> chains = new TreeMap<>();
    private final Map<String, Addresses> sets = new TreeMap<>();
    private final Map<String, Map<String, String>> verdicts = new TreeMap<>();

    Table(String family, String name) {
        this.family = family;
        this.name = name;
    }

    /// A chain that the kernel calls, such as `type filter hook forward priority 0; policy accept;`.
    Table base(String chain, String hook, List<String> rules) {
        hooks.put(chain, hook);
        chains.put(chain, List.copyOf(rules));
        return this;
    }

    Table chain(String chain, List<String> rules) {
        chains.put(chain, List.copyOf(rules));
        return this;
    }

    /// A set of address blocks, none in another.
    Table set(String set, boolean ipv6, List<Cidr> blocks) {
        sets.put(set, new Addresses(ipv6, blocks.stream().map(Cidr::toString).toList()));
        return this;
    }

    /// From links' names to verdicts.
    Table dispatch(String map, Map<String, String> verdictByLink) {
        verdicts.put(map, new TreeMap<>(verdictByLink));
        return this;
    }

    /// Makes the whole table, whatever was there before.
    String script() {
        return "add table %s %s\ndelete table %s %s\n".formatted(family, name, family, name)
                + from(new Table(family, name));
    }

    /// Makes this table of `before`; empty when there is nothing to do.
    String from(Table before) {
        var script = new ArrayList<String>();
        if (before.isEmpty() && !isEmpty()) script.add("add table " + family + " " + name);
        sets.forEach((set, wanted) -> {
            if (!before.sets.containsKey(set)) script.add(wanted.declaration(here(set)));
        });
        verdicts.keySet().forEach(map -> {
            if (!before.verdicts.containsKey(map)) script.add("add map " + here(map) + " { type ifname : verdict ; }");
        });
        chains.keySet().forEach(chain -> {
            if (!before.chains.containsKey(chain))
                script.add("add chain " + here(chain)
                        + Optional.ofNullable(hooks.get(chain))
                                .map(hook -> " { " + hook + " }")
                                .orElse(""));
        });
        sets.forEach((set, wanted) -> {
            var had = before.sets.get(set);
            if (wanted.equals(had)) return;
            if (had != null && !had.blocks.isEmpty()) script.add("flush set " + here(set));
            if (!wanted.blocks.isEmpty())
                script.add("add element " + here(set) + " { " + String.join(", ", wanted.blocks) + " }");
        });
        chains.forEach((chain, rules) -> {
            var had = before.chains.get(chain);
            if (rules.equals(had)) return;
            if (had != null && !had.isEmpty()) script.add("flush chain " + here(chain));
            rules.forEach(rule -> script.add("add rule " + here(chain) + " " + rule));
        });
        verdicts.forEach(
                (map, wanted) -> changeVerdicts(script, map, before.verdicts.getOrDefault(map, Map.of()), wanted));
        var gone = before.chains.keySet().stream()
                .filter(c -> !chains.containsKey(c))
                .toList();
        gone.forEach(chain -> script.add("flush chain " + here(chain)));
        gone.forEach(chain -> script.add("delete chain " + here(chain)));
        before.sets.keySet().stream()
                .filter(set -> !sets.containsKey(set))
                .forEach(set -> script.add("delete set " + here(set)));
        return script.isEmpty() ? "" : String.join("\n", script) + "\n";
    }

    Set<String> chainNames() {
        return Collections.unmodifiableSet(chains.keySet());
    }

    private void changeVerdicts(List<String> script, String map, Map<String, String> had, Map<String, String> wanted) {
        var out = had.keySet().stream()
                .filter(link -> !Objects.equals(had.get(link), wanted.get(link)))
                .map(Table::quoted)
                .toList();
        if (!out.isEmpty()) script.add("delete element " + here(map) + " { " + String.join(", ", out) + " }");
        var in = wanted.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(had.get(entry.getKey())))
                .map(entry -> quoted(entry.getKey()) + " : " + entry.getValue())
                .toList();
        if (!in.isEmpty()) script.add("add element " + here(map) + " { " + String.join(", ", in) + " }");
    }

    private boolean isEmpty() {
        return chains.isEmpty() && sets.isEmpty() && verdicts.isEmpty();
    }

    private String here(String thing) {
        return family + " " + name + " " + thing;
    }

    private static String quoted(String link) {
        return "\"" + link + "\"";
    }

    private record Addresses(boolean ipv6, List<String> blocks) {
        String declaration(String set) {
            return "add set " + set + " { type " + (ipv6 ? "ipv6_addr" : "ipv4_addr") + " ; flags interval ; }";
        }
    }
}
