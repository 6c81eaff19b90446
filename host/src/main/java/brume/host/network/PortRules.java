package brume.host.network;

import brume.contract.PortSpec;
import brume.contract.SecurityGroupSpec;
import brume.contract.SecurityGroupSpec.Direction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// A port's own chains: `guard` (what a guest may claim to be), `egress` and `ingress` (what its groups let pass).
/// Guards stop what is forged, also on ports without rules where the metadata service is concerned. Egress and ingress
/// let pass what a rule names, and mark everything else: a marked packet passes only as an answer (see [Firewall]).
final class PortRules {
    /// Where the target address of neighbour discovery lies (RFC 4861, section 4.4): nft 1.0.6 has no word for it.
    private static final String ND_TARGET = "@th,64,128";
    /// What goes to everybody costs everybody: far above what a guest needs to find others, far below what keeps a
    /// network busy.
    private static final String TOO_MUCH_FOR_ALL =
            "meta pkttype { broadcast, multicast } limit rate over 1000/second burst 2000 packets drop";

    private final PortSpec port;
    private final Map<UUID, SecurityGroupSpec> groups;

    PortRules(PortSpec port, Map<UUID, SecurityGroupSpec> groups) {
        this.port = port;
        this.groups = groups;
    }

    static String guardChain(UUID port) {
        return "guard_" + Names.tail(port);
    }

    static String egressChain(UUID port) {
        return "egress_" + Names.tail(port);
    }

    static String ingressChain(UUID port) {
        return "ingress_" + Names.tail(port);
    }

    List<String> guard() {
        var rules = new ArrayList<String>();
        var fixed = port.fixedIps().stream().map(one -> Cidr.of(one.ip())).toList();
        var own = fixed.stream().filter(ip -> !ip.v6()).toList();
        // Most frames are of this kind, and nothing below is about them: they pass at the first look.
        if (port.secured())
            byFamily(Names.mac(port.mac()), fixed)
                    .forEach(source -> rules.add("meta pkttype other ether saddr " + Names.mac(port.mac()) + " "
                            + source + "meta l4proto 6 accept"));
        // Its address is how a guest is known to the metadata service: here nothing is ever borrowed.
        rules.add("ip daddr " + Names.METADATA + (own.isEmpty() ? "" : " ip saddr != " + set(own)) + " drop");
        rules.add(TOO_MUCH_FOR_ALL);
        if (!port.secured()) return rules;
        var addresses = addressesByMac();
        rules.add("ether saddr != { " + String.join(", ", addresses.keySet()) + " } drop");
        // What it sends for others is sooner found here, too.
        if (!port.allowed().isEmpty())
            addresses.forEach((mac, blocks) -> byFamily(mac, blocks)
                    .forEach(source -> rules.add("ether saddr " + mac + " " + source + "meta l4proto 6 accept")));
        addresses.forEach((mac, blocks) -> {
            var from = "ether saddr " + mac + " ";
            rules.add(from + "arp saddr ether " + mac + " arp saddr ip " + with(blocks, "0.0.0.0/32") + "accept");
            rules.add(from + "ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept");
        });
        rules.add("ether type arp drop");
        rules.add("ether type ip udp sport 67 udp dport 68 drop");
        rules.add("icmpv6 type { nd-router-advert, nd-redirect } drop");
        rules.add("ether type ip6 udp sport 547 udp dport 546 drop");
        rules.add(advertisesOnlyItself(addresses));
        addresses.forEach((mac, blocks) -> {
            var from = "ether saddr " + mac + " ";
            byFamily(mac, blocks).forEach(source -> rules.add(from + source + "accept"));
            rules.add(from
                    + "ip6 saddr :: icmpv6 type { nd-neighbor-solicit, nd-router-solicit,"
                    + " mld2-listener-report, mld-listener-report } accept");
        });
        rules.add("drop");
        return rules;
    }

    List<String> egress() {
        var rules = groups(Direction.EGRESS);
        rules.add("ether type arp accept");
        rules.add("ether type ip udp sport 68 udp dport 67 accept");
        rules.add("icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert, mld-listener-report,"
                + " mld-listener-done, mld2-listener-report } accept");
        rules.add("ether type ip6 udp sport 546 udp dport 547 accept");
        return finish(rules);
    }

    List<String> ingress() {
        var rules = groups(Direction.INGRESS);
        rules.add("ether type arp accept");
        rules.add("iifname \"dp*\" ether type ip udp sport 67 udp dport 68 accept");
        rules.add("iifname \"dp*\" ether type ip6 udp sport 547 udp dport 546 accept");
        rules.add(
                "icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, mld-listener-query } accept");
        return finish(rules);
    }

    /// What the groups let pass comes first: most frames are of this kind.
    private List<String> groups(Direction direction) {
        var rules = new ArrayList<String>();
        for (var group : port.securityGroups()) {
            rules.add("ether type ip jump " + GroupRules.chain(group, direction, false));
            rules.add("ether type ip6 jump " + GroupRules.chain(group, direction, true));
        }
        return rules;
    }

    private List<String> finish(List<String> rules) {
        boolean stateless =
                port.securityGroups().stream().map(groups::get).anyMatch(spec -> spec != null && !spec.stateful());
        if (!stateless)
            rules.add("ether type { ip, ip6 } meta mark set meta mark | " + Firewall.ONLY_ANSWERS + " accept");
        rules.add("drop");
        return rules;
    }

    private Map<String, List<Cidr>> addressesByMac() {
        var addresses = new TreeMap<String, List<Cidr>>();
        var own = addresses.computeIfAbsent(Names.mac(port.mac()), mac -> new ArrayList<>());
        port.fixedIps().forEach(fixed -> own.add(Cidr.of(fixed.ip())));
        port.allowed()
                .forEach(pair -> addresses
                        .computeIfAbsent(Names.mac(pair.mac()), mac -> new ArrayList<>())
                        .add(Cidr.of(pair.ip())));
        return addresses;
    }

    /// What a frame of each family may come from.
    private static List<String> byFamily(String mac, List<Cidr> blocks) {
        var conditions = new ArrayList<String>();
        var v4 = blocks.stream().filter(block -> !block.v6()).toList();
        if (!v4.isEmpty()) conditions.add(condition("ip saddr", v4));
        conditions.add(condition("ip6 saddr", withLinkLocal(mac, blocks)));
        return conditions;
    }

    private static String with(List<Cidr> blocks, String one) {
        var all = new ArrayList<>(blocks.stream().filter(block -> !block.v6()).toList());
        if (all.stream().anyMatch(Cidr::any)) return "0.0.0.0/0 ";
        all.add(Cidr.of(one));
        return set(all);
    }

    private static String condition(String field, List<Cidr> blocks) {
        return blocks.stream().anyMatch(Cidr::any)
                ? "ether type " + (blocks.getFirst().v6() ? "ip6 " : "ip ")
                : field + " " + set(blocks);
    }

    private static String set(List<Cidr> blocks) {
        return "{ "
                + String.join(
                        ", ", Cidr.prune(blocks).stream().map(Cidr::toString).toList()) + " } ";
    }

    private static List<Cidr> withLinkLocal(String mac, List<Cidr> blocks) {
        var all = new ArrayList<>(blocks.stream().filter(Cidr::v6).toList());
        all.add(linkLocal(mac));
        return all;
    }

    private static String advertisesOnlyItself(Map<String, List<Cidr>> addresses) {
        var ranges = new HashSet<Cidr>();
        addresses.forEach((mac, blocks) -> ranges.addAll(withLinkLocal(mac, blocks)));
        if (ranges.stream().anyMatch(Cidr::any)) return "icmpv6 type nd-neighbor-advert accept";
        var numbers = Cidr.prune(ranges).stream().map(Cidr::hexRange).toList();
        return "icmpv6 type nd-neighbor-advert " + ND_TARGET + " != { " + String.join(", ", numbers) + " } drop";
    }

    /// The address that a card makes of its MAC (RFC 4291, appendix A).
    static Cidr linkLocal(String mac) {
        var part = mac.split(":");
        int first = Integer.parseInt(part[0], 16) ^ 2;
        return Cidr.of("fe80::%02x%s:%sff:fe%s:%s%s".formatted(first, part[1], part[2], part[3], part[4], part[5]));
    }
}
