package brume.host.network;

import brume.contract.PortSpec;
import brume.contract.SecurityGroupSpec;
import brume.contract.SecurityGroupSpec.Direction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The host namespace's rules. Many kernels have no connection tracking in the bridge family, so two tables share the
/// work: `bridge` chains judge each frame by its link (one map lookup) and mark what no rule lets pass; then
/// br_netfilter calls `inet` chains, which track connections, one zone for each network because tenants' addresses may
/// overlap, and let a marked packet pass only when it answers something that was let pass. Packets of the
/// original direction are judged anew each time, so that taking a rule away ends the connections that it allowed.
final class Firewall {
    static final String ONLY_ANSWERS = "0x1";

    private final String namespace;
    private Table bridge;
    private Table inet;
    /// The rules as the kernel told them when all of them had just been settled; absent since a change.
    private Optional<Ruleset> told = Optional.empty();

    Firewall(String namespace) {
        this.namespace = namespace;
    }

    /// What the rules are made of.
    ///
    /// @param zones   of tenant networks, by network
    /// @param tunnels of tenant networks, with the addresses of our own legs, which no other host may hear of
    record Wanted(
            List<PortSpec> ports,
            Map<UUID, SecurityGroupSpec> groups,
            Map<UUID, Integer> zones,
            Set<UUID> untracked,
            Map<UUID, List<Cidr>> tunnels) {}

    /// Makes the rules so, in one transaction.
    void apply(Wanted wanted) {
        var nextBridge = bridge(wanted);
        var nextInet = inet(wanted);
        if (bridge != null) {
            var change = nextBridge.from(bridge) + nextInet.from(inet);
            if (change.isEmpty()) return;
            bridge = null;
            told = Optional.empty();
            if (tryLoad(change)) {
                bridge = nextBridge;
                inet = nextInet;
                return;
            }
        }
        loadAll(nextBridge, nextInet);
    }

    private void loadAll(Table nextBridge, Table nextInet) {
        load(nextBridge.script() + nextInet.script());
        bridge = nextBridge;
        inet = nextInet;
        told = Optional.empty();
    }

    private Ruleset now() {
        return Ruleset.in(namespace).only(Ruleset.OF_HOST);
    }

    /// After a change: loads everything once more, so that whatever is told otherwise afterwards was changed by others.
    /// No packet sees it.
    void settle() {
        if (bridge == null || told.isPresent()) return;
        loadAll(bridge, inet);
        told = Optional.of(now());
    }

    /// Trusts nothing: the next [#apply] makes everything anew.
    void forget() {
        bridge = null;
        told = Optional.empty();
    }

    /// Whether the kernel still has what was applied; between a change and [#settle], as far as chains go.
    boolean intact() {
        if (bridge == null) return false;
        try {
            var now = now();
            if (told.isPresent()) return told.get().equals(now);
            var all = String.join("", now.tables().values());
            return Stream.of(bridge, inet)
                    .flatMap(table -> table.chainNames().stream())
                    .allMatch(chain -> all.contains("chain " + chain + " "));
        } catch (NetworkFault e) {
            return false;
        }
    }

    private boolean tryLoad(String script) {
        try {
            load(script);
            return true;
        } catch (NetworkFault changedByOthers) {
            return false;
        }
    }

    private void load(String script) {
        Commands.run("firewall", script, Commands.inside(namespace, "nft", "-f", "-"));
    }

    private static Table bridge(Wanted wanted) {
        var table = new Table("bridge", "brume");
        var guard = new HashMap<String, String>();
        var from = new HashMap<String, String>();
        var to = new HashMap<String, String>();
        var named = new HashSet<UUID>(wanted.groups.keySet());
        for (var port : wanted.ports) {
            var tap = Names.tap(port.id());
            var rules = new PortRules(port, wanted.groups);
            guard.put(tap, "jump " + PortRules.guardChain(port.id()));
            table.chain(PortRules.guardChain(port.id()), rules.guard());
            if (!port.up()) {
                from.put(tap, "drop");
                to.put(tap, "drop");
            } else if (port.secured()) {
                named.addAll(port.securityGroups());
                from.put(tap, "jump " + PortRules.egressChain(port.id()));
                to.put(tap, "jump " + PortRules.ingressChain(port.id()));
                table.chain(PortRules.egressChain(port.id()), rules.egress());
                table.chain(PortRules.ingressChain(port.id()), rules.ingress());
            }
        }
        groups(table, wanted, named);
        wanted.tunnels.forEach((network, legs) -> {
            var tunnel = Names.tunnel(network);
            guard.put(tunnel, "jump arriving_" + Names.tail(network));
            to.put(tunnel, "jump leaving_" + Names.tail(network));
            table.chain("arriving_" + Names.tail(network), List.of("ip daddr " + Names.METADATA + " drop"));
            table.chain("leaving_" + Names.tail(network), leaving(legs));
        });
        return table.dispatch("guards", guard)
                .dispatch("senders", from)
                .dispatch("receivers", to)
                .base(
                        "guarding",
                        "type filter hook prerouting priority -300; policy accept;",
                        List.of("iifname vmap @guards"))
                .base(
                        "sending",
                        "type filter hook forward priority -200; policy accept;",
                        List.of("meta mark set 0x0", "iifname vmap @senders"))
                .base(
                        "receiving",
                        "type filter hook forward priority -190; policy accept;",
                        List.of("oifname vmap @receivers"));
    }

    private static void groups(Table table, Wanted wanted, Set<UUID> named) {
        var remote = new HashSet<UUID>(wanted.groups.keySet());
        for (var group : wanted.groups.values())
            group.rules().forEach(rule -> rule.remoteGroup().ifPresent(remote::add));
        for (var id : named) {
            // One that has not come yet lets nothing pass.
            var group = wanted.groups.getOrDefault(id, new SecurityGroupSpec(id, true, List.of(), List.of()));
            for (var direction : Direction.values())
                for (boolean ipv6 : new boolean[] {false, true})
                    GroupRules.chains(group, direction, ipv6).forEach(table::chain);
        }
        for (var id : remote) {
            var members = wanted.groups.containsKey(id) ? wanted.groups.get(id).members() : List.<String>of();
            var blocks = members.stream().map(Cidr::of).collect(Collectors.partitioningBy(Cidr::v6));
            for (boolean ipv6 : new boolean[] {false, true})
                table.set(GroupRules.members(id, ipv6), ipv6, Cidr.prune(blocks.get(ipv6)));
        }
    }

    /// Each host answers for our own legs itself: their addresses are the same everywhere.
    private static List<String> leaving(List<Cidr> legs) {
        var rules = new ArrayList<String>();
        var v4 = new TreeSet<String>();
        var v6 = new TreeSet<String>();
        for (var leg : legs) {
            if (leg.v6()) v6.add(leg.hexRange());
            else v4.add(leg.toString());
        }
        if (!v4.isEmpty()) {
            rules.add("arp daddr ip { " + String.join(", ", v4) + " } drop");
            rules.add("arp saddr ip { " + String.join(", ", v4) + " } drop");
        }
        if (!v6.isEmpty())
            rules.add("icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } @th,64,128 { " + String.join(", ", v6)
                    + " } drop");
        rules.add("ether type ip udp dport { 67, 68 } drop");
        rules.add("ether type ip6 udp dport { 546, 547 } drop");
        rules.add("icmpv6 type { nd-router-solicit, nd-router-advert } drop");
        return rules;
    }

    private static Table inet(Wanted wanted) {
        var zones = new TreeMap<String, Integer>();
        wanted.zones.forEach((network, zone) -> zones.put(Names.bridge(network), zone));
        var tracking = new ArrayList<String>();
        wanted.untracked.forEach(network -> tracking.add("iifname \"" + Names.bridge(network) + "\" notrack"));
        if (!zones.isEmpty())
            tracking.add("ct zone set iifname map { "
                    + zones.entrySet().stream()
                            .map(zone -> "\"" + zone.getKey() + "\" : " + zone.getValue())
                            .collect(Collectors.joining(", "))
                    + " }");
        return new Table("inet", "brume")
                .base("tracking", "type filter hook prerouting priority -300; policy accept;", tracking)
                .base(
                        "answering",
                        "type filter hook forward priority 0; policy accept;",
                        List.of(
                                "meta mark & " + ONLY_ANSWERS + " == 0 accept",
                                "ct state established ct direction reply accept",
                                "ct state related accept",
                                "drop"));
    }
}
