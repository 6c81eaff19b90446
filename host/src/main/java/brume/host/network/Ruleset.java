package brume.host.network;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// All rules of a namespace, as the kernel tells them.
///
/// @param tables their text, by family and name, as `inet brume`
record Ruleset(Map<String, String> tables) {
    static final List<String> OF_HOST = List.of("bridge brume", "inet brume");
    static final List<String> OF_ROUTER = List.of("ip brume");

    /// @param namespace ours, or the machine's own where empty
    static Ruleset in(String namespace) {
        String[] list = {"nft", "-s", "list", "ruleset"};
        return of(Commands.run("rules", "", namespace.isEmpty() ? List.of(list) : Commands.inside(namespace, list)));
    }

    private static Ruleset of(String told) {
        var tables = new TreeMap<String, String>();
        for (var table : told.split("(?m)^(?=table )")) {
            int open = table.indexOf(" {");
            if (open > 0) tables.put(table.substring("table ".length(), open), table);
        }
        return new Ruleset(tables);
    }

    /// Those of these names alone.
    Ruleset only(List<String> names) {
        var some = new TreeMap<>(tables);
        some.keySet().retainAll(Set.copyOf(names));
        return new Ruleset(some);
    }
}
