package brume.host.network;

import brume.contract.SecurityGroupSpec;
import brume.contract.SecurityGroupSpec.Direction;
import brume.contract.SecurityGroupSpec.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// A security group's rules as nftables rules, gathered into sets: rules that differ in their ports alone, or in their
/// remote addresses alone, become one. Where many are left, one look at the port finds those that are about it: a frame
/// costs the same whatever the number of rules.
final class GroupRules {
    /// One after another, so many are as quick as a look.
    private static final int FEW = 8;

    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final List<String> ANYWHERE = List.of("");

    private GroupRules() {}

    static String chain(UUID group, Direction direction, boolean ipv6) {
        return (direction == Direction.INGRESS ? "i" : "e") + (ipv6 ? "6_" : "4_") + Names.tail(group);
    }

    static String members(UUID group, boolean ipv6) {
        return (ipv6 ? "m6_" : "m4_") + Names.tail(group);
    }

    /// The group's chain, and those that it jumps to.
    static Map<String, List<String>> chains(SecurityGroupSpec group, Direction direction, boolean ipv6) {
        // What is matched of protocol and ports → from where it may come.
        var remotes = new TreeMap<Match, Remotes>(Match.ORDER);
        for (var rule : group.rules())
            if (rule.direction() == direction && rule.ipv6() == ipv6)
                remotes.computeIfAbsent(Match.of(rule), match -> new Remotes()).add(rule);
        var name = chain(group.id(), direction, ipv6);
        var rules = inTurn(remotes, direction, ipv6);
        if (rules.size() <= FEW) return Map.of(name, rules);
        return byPort(name, remotes, direction, ipv6);
    }

    /// Each protocol's ports are cut where a rule begins or ends; each piece leads to the places that are open to it.
    private static Map<String, List<String>> byPort(
            String name, SortedMap<Match, Remotes> remotes, Direction direction, boolean ipv6) {
        var others = new TreeMap<Match, Remotes>(Match.ORDER);
        var ported = new TreeMap<Integer, Map<Match, Remotes>>();
        remotes.forEach((match, from) -> {
            if (match.ofPorts(ipv6))
                ported.computeIfAbsent(match.protocol.get(), protocol -> new LinkedHashMap<>())
                        .put(match, from);
            else others.put(match, from);
        });
        var rules = new ArrayList<>(inTurn(others, direction, ipv6));
        var places = new LinkedHashMap<List<String>, String>();
        ported.forEach((protocol, matches) -> rules.add("meta l4proto " + protocol + " th dport vmap { "
                + String.join(", ", pieces(matches, direction, ipv6, places, name)) + " }"));
        var chains = new LinkedHashMap<String, List<String>>();
        places.forEach((conditions, place) -> chains.put(
                place, conditions.stream().map(from -> from + "accept").toList()));
        chains.put(name, rules);
        return chains;
    }

    /// @param places chains that let pass what comes from some places, made as they are needed
    private static List<String> pieces(
            Map<Match, Remotes> matches,
            Direction direction,
            boolean ipv6,
            Map<List<String>, String> places,
            String name) {
        var cuts = new TreeSet<Integer>();
        matches.keySet().forEach(match -> cuts.addAll(List.of(match.low.get(), match.last() + 1)));
        var pieces = new ArrayList<String>();
        for (int first : cuts) {
            var from = new Remotes();
            matches.forEach((match, its) -> {
                if (match.low.get() <= first && first <= match.last()) from.add(its);
            });
            var conditions = from.conditions(direction, ipv6);
            if (conditions.isEmpty()) continue;
            int last = cuts.higher(first) - 1;
            var verdict = conditions.equals(ANYWHERE)
                    ? "accept"
                    : "jump " + places.computeIfAbsent(conditions, c -> name + "_" + (places.size() + 1));
            pieces.add((first == last ? "" + first : first + "-" + last) + " : " + verdict);
        }
        return pieces;
    }

    private static List<String> inTurn(Map<Match, Remotes> remotes, Direction direction, boolean ipv6) {
        // The same places → all matches that are open to them.
        var open = new LinkedHashMap<String, List<Match>>();
        remotes.forEach((match, from) -> from.conditions(direction, ipv6)
                .forEach(condition ->
                        open.computeIfAbsent(condition, c -> new ArrayList<>()).add(match)));
        var rules = new ArrayList<String>();
        open.forEach((condition, matches) ->
                gathered(matches, ipv6).forEach(match -> rules.add(condition + match + "accept")));
        return rules;
    }

    private static List<String> gathered(List<Match> matches, boolean ipv6) {
        if (matches.stream().anyMatch(match -> match.protocol.isEmpty())) return List.of("");
        var byProtocol = new TreeMap<Integer, List<Match>>();
        matches.forEach(match -> byProtocol
                .computeIfAbsent(match.protocol.get(), p -> new ArrayList<>())
                .add(match));
        var texts = new ArrayList<String>();
        var whole = new TreeSet<Integer>();
        byProtocol.forEach((protocol, several) -> {
            if (several.stream().anyMatch(match -> match.low.isEmpty())) whole.add(protocol);
            else if (isIcmp(protocol, ipv6)) several.forEach(match -> texts.add(icmp(match, ipv6)));
            else texts.add("meta l4proto " + protocol + " th dport { " + ports(several) + " } ");
        });
        if (!whole.isEmpty())
            texts.addFirst("meta l4proto { "
                    + String.join(", ", whole.stream().map(String::valueOf).toList()) + " } ");
        return texts;
    }

    private static boolean isIcmp(int protocol, boolean ipv6) {
        return protocol == (ipv6 ? ICMPV6 : ICMP);
    }

    private static String icmp(Match match, boolean ipv6) {
        var word = ipv6 ? "icmpv6" : "icmp";
        return word + " type " + match.low.get() + " "
                + match.high.map(code -> word + " code " + code + " ").orElse("");
    }

    /// Ranges that touch become one: the kernel refuses overlapping ones.
    private static String ports(List<Match> matches) {
        var ranges = new ArrayList<int[]>();
        matches.stream()
                .map(match -> new int[] {match.low.get(), match.last()})
                .sorted(Comparator.comparingInt(range -> range[0]))
                .forEach(range -> {
                    var last = ranges.isEmpty() ? null : ranges.getLast();
                    if (last != null && range[0] <= last[1] + 1) last[1] = Math.max(last[1], range[1]);
                    else ranges.add(range);
                });
        return String.join(
                ", ",
                ranges.stream()
                        .map(r -> r[0] == r[1] ? "" + r[0] : r[0] + "-" + r[1])
                        .toList());
    }

    /// @param low  first port or ICMP type
    /// @param high last port or ICMP code
    private record Match(Optional<Integer> protocol, Optional<Integer> low, Optional<Integer> high) {
        private static final Comparator<Optional<Integer>> NUMBER = Comparator.comparingInt(o -> o.orElse(-1));
        static final Comparator<Match> ORDER = Comparator.comparing(Match::protocol, NUMBER)
                .thenComparing(Match::low, NUMBER)
                .thenComparing(Match::high, NUMBER);

        /// Whether it is about some ports of a protocol.
        boolean ofPorts(boolean ipv6) {
            return low.isPresent() && !isIcmp(protocol.get(), ipv6);
        }

        int last() {
            return high.orElse(low.get());
        }

        static Match of(Rule rule) {
            // Neutron's users write "icmp" for IPv6, too.
            var protocol =
                    rule.ipv6() ? rule.protocol().map(number -> number == ICMP ? ICMPV6 : number) : rule.protocol();
            return new Match(
                    protocol,
                    protocol.flatMap(number -> rule.low().filter(l -> bounded(number, l, rule.ipv6()))),
                    protocol.flatMap(number -> rule.high().filter(h -> bounded(number, h, rule.ipv6()))));
        }

        private static boolean bounded(int protocol, int number, boolean ipv6) {
            if (number < 0 || number > (isIcmp(protocol, ipv6) ? 255 : 65535))
                throw new NetworkFault("not a port or an ICMP type: " + number);
            return true;
        }
    }

    /// Where something may come from or go to.
    private static final class Remotes {
        private final List<Cidr> blocks = new ArrayList<>();
        private final TreeSet<String> groups = new TreeSet<>();
        private final Map<String, UUID> ids = new TreeMap<>();
        private boolean any;

        void add(Rule rule) {
            if (rule.remoteGroup().isPresent()) {
                var id = rule.remoteGroup().get();
                groups.add(Names.tail(id));
                ids.put(Names.tail(id), id);
            } else if (rule.remoteCidr().isPresent()) {
                var block = Cidr.of(rule.remoteCidr().get());
                if (block.v6() != rule.ipv6()) throw new NetworkFault("a rule of the other family: " + block);
                if (block.any()) any = true;
                else blocks.add(block);
            } else {
                any = true;
            }
        }

        void add(Remotes others) {
            any |= others.any;
            blocks.addAll(others.blocks);
            groups.addAll(others.groups);
            ids.putAll(others.ids);
        }

        /// None where nothing was added.
        List<String> conditions(Direction direction, boolean ipv6) {
            if (any) return ANYWHERE;
            var address = (ipv6 ? "ip6" : "ip") + (direction == Direction.INGRESS ? " saddr " : " daddr ");
            var conditions = new ArrayList<String>();
            if (!blocks.isEmpty())
                conditions.add(address + "{ "
                        + String.join(
                                ", ",
                                Cidr.prune(blocks).stream().map(Cidr::toString).toList()) + " } ");
            groups.forEach(tail -> conditions.add(address + "@" + members(ids.get(tail), ipv6) + " "));
            return conditions;
        }
    }
}
