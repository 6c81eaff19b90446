package brume.host.network;

import brume.contract.NetworkSpec;
import brume.contract.NetworkSpec.Subnet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Tenant networks: a bridge in the host's namespace, a VXLAN tunnel where other hosts carry the network, and a
/// namespace for its DHCP and metadata. Bridges have no addresses: nothing on a wire reaches the host itself.
final class BridgedNetworks {
    private static final Pattern STATIC_ENTRY = Pattern.compile("^(\\S+) .*dst (\\S+) .*self permanent.*$");

    private final LinuxNetwork.Options options;
    private final Names names;
    private final Folder run;

    BridgedNetworks(LinuxNetwork.Options options, Names names, Folder run) {
        this.options = options;
        this.names = names;
        this.run = run;
    }

    /// Whether the network has a tunnel to other hosts.
    boolean tunnelled(NetworkSpec network) {
        return options.underlay().isPresent() && !network.peers().isEmpty();
    }

    static List<Subnet> served(NetworkSpec network) {
        return network.subnets().stream()
                .filter(subnet -> subnet.dhcp() && subnet.dhcpAddress().isPresent())
                .toList();
    }

    /// @param bare whether the host's namespace is new, with nothing in it
    /// @return whether its bridge was not so before
    boolean apply(NetworkSpec network, boolean bare) {
        var host = names.hostNamespace();
        var links = bare ? Map.<String, Ip.Link>of() : Ip.links(host);
        if (served(network).isEmpty()) {
            bridge(host, links, network.id(), network.mtu());
            removeServices(network.id());
        } else services(host, links, network);
        tunnel(host, links, network);
        return isNew(links, network.id(), network.mtu());
    }

    /// Whether the links of the network are as [#apply] made them, as far as a list of links tells. Not for one with a
    /// tunnel, whose neighbours are not told there.
    ///
    /// @param links those of the host's namespace
    boolean stands(NetworkSpec network, Map<String, Ip.Link> links) {
        if (tunnelled(network) || links.containsKey(Names.tunnel(network.id()))) return false;
        var bridge = links.get(Names.bridge(network.id()));
        var plug = links.get(Names.dhcpPlug(network.id()));
        if (bridge == null || !bridge.up() || bridge.mtu() != network.mtu()) return false;
        var namespace = names.networkNamespace(network.id());
        if (served(network).isEmpty()) return plug == null && !Namespaces.exists(namespace);
        if (plug == null
                || !plug.up()
                || plug.mtu() != network.mtu()
                || !plug.bridge().equals(bridge.name())) return false;
        if (!Namespaces.exists(namespace)) return false;
        var inside = Ip.links(namespace);
        var lo = inside.get("lo");
        var dhcp = inside.get(DhcpServer.LINK);
        var wanted = dhcpAddresses(network).stream().map(Cidr::onLink).collect(Collectors.toSet());
        return lo != null
                && lo.up()
                && lo.addresses().contains(Names.METADATA + "/32")
                && dhcp != null
                && dhcp.up()
                && dhcp.mtu() == network.mtu()
                && dhcp.mac().equals(Names.dhcpMac(network.id()))
                && dhcp.addresses().equals(wanted);
    }

    /// A bridge that learns and forwards, with no protocol of its own.
    ///
    /// @return whether it was not so before
    static boolean bridge(String host, Map<String, Ip.Link> links, UUID network, int mtu) {
        Ip.batch("bridge of network " + network, host, bridgeLines(links, network, mtu));
        return isNew(links, network, mtu);
    }

    private static List<String> bridgeLines(Map<String, Ip.Link> links, UUID network, int mtu) {
        var bridge = Names.bridge(network);
        var lines = new ArrayList<String>();
        if (!links.containsKey(bridge)) lines.add("link add " + bridge + " type bridge stp_state 0 mcast_snooping 0");
        lines.add("link set " + bridge + " mtu " + mtu + " up");
        return lines;
    }

    private static boolean isNew(Map<String, Ip.Link> links, UUID network, int mtu) {
        var had = links.get(Names.bridge(network));
        return had == null || had.mtu() != mtu;
    }

    void remove(UUID network) {
        removeServices(network);
        var host = names.hostNamespace();
        if (!Namespaces.exists(host)) return;
        var links = Ip.links(host);
        for (var link : List.of(Names.tunnel(network), Names.dhcpPlug(network), Names.bridge(network)))
            if (links.containsKey(link)) Ip.delete(host, link);
    }

    /// DHCP for the ports of this host.
    void lease(NetworkSpec network, HeldSpecs held) {
        if (!served(network).isEmpty())
            dhcp(network.id()).apply(network, held.portsOf(network.id()), held.isolated(network));
    }

    /// Files that lease otherwise.
    List<Path> changedLeases(NetworkSpec network, HeldSpecs held) {
        return dhcp(network.id()).changed(network, held.portsOf(network.id()), held.isolated(network));
    }

    /// Addresses of the DHCP server, with prefix length.
    static List<String> dhcpAddresses(NetworkSpec network) {
        return served(network).stream()
                .map(subnet -> subnet.dhcpAddress().orElseThrow() + "/"
                        + Cidr.of(subnet.cidr()).length())
                .toList();
    }

    private void services(String host, Map<String, Ip.Link> links, NetworkSpec network) {
        var namespace = names.networkNamespace(network.id());
        var plug = Names.dhcpPlug(network.id());
        var mac = Names.dhcpMac(network.id());
        boolean fresh = !Namespaces.exists(namespace);
        if (fresh && links.containsKey(plug)) Ip.delete(host, plug);
        if (fresh) {
            Namespaces.create(namespace);
            Namespaces.set(
                    namespace,
                    Map.of(
                            "ipv4/ip_forward", "0",
                            "ipv6/conf/all/forwarding", "0",
                            "ipv6/conf/default/accept_ra", "0",
                            "ipv6/conf/default/accept_dad", "0"));
        }
        var inside = fresh ? Map.<String, Ip.Link>of() : Ip.links(namespace);
        // The other end may be in a namespace that lost its name.
        var had = links.containsKey(plug) ? inside.get(DhcpServer.LINK) : null;
        var near = bridgeLines(links, network.id(), network.mtu());
        if (had == null) {
            if (inside.containsKey(DhcpServer.LINK)) Ip.delete(namespace, DhcpServer.LINK);
            // A server listens on the link that it has found, and in the namespace that it was started in.
            dhcp(network.id()).stop();
            near.add("link add " + plug + " type veth peer name " + DhcpServer.LINK + " netns " + namespace
                    + " address " + mac);
        }
        near.addAll(plugLines(plug, network.id(), network.mtu()));
        Ip.batch("bridge and DHCP link of network " + network.id(), host, near);
        known(host, plug, mac);
        var lines = new ArrayList<String>();
        lines.add("link set lo up");
        if (inside.get("lo") == null || !inside.get("lo").addresses().contains(Names.METADATA + "/32"))
            lines.add("addr add " + Names.METADATA + "/32 dev lo");
        lines.add("link set " + DhcpServer.LINK + " mtu " + network.mtu() + " up");
        lines.addAll(Ip.addresses(had, DhcpServer.LINK, dhcpAddresses(network)));
        Ip.batch("DHCP addresses of network " + network.id(), namespace, lines);
    }

    /// Joins the near end of one of our own links to a bridge, where its one MAC is known for ever.
    static void plugIn(String host, String plug, UUID network, int mtu, String mac) {
        Ip.batch("link " + plug, host, plugLines(plug, network, mtu));
        known(host, plug, mac);
    }

    private static List<String> plugLines(String plug, UUID network, int mtu) {
        return List.of(
                "link set " + plug + " mtu " + mtu + " master " + Names.bridge(network) + " up",
                "link set " + plug + " type bridge_slave learning off");
    }

    private static void known(String host, String plug, String mac) {
        Ip.bridge("link " + plug, host, List.of("fdb replace " + mac + " dev " + plug + " master static"));
    }

    private void removeServices(UUID network) {
        dhcp(network).remove();
        var namespace = names.networkNamespace(network);
        if (!Namespaces.exists(namespace)) {
            Namespaces.delete(namespace);
            return;
        }
        // A namespace's links go some time after it; this one goes at once.
        Ip.delete(namespace, DhcpServer.LINK);
        Namespaces.delete(namespace);
    }

    private DhcpServer dhcp(UUID network) {
        return new DhcpServer(names.networkNamespace(network), run.in("n-" + Names.tail(network)));
    }

    private void tunnel(String host, Map<String, Ip.Link> links, NetworkSpec network) {
        var tunnel = Names.tunnel(network.id());
        if (!tunnelled(network)) {
            if (links.containsKey(tunnel)) Ip.delete(host, tunnel);
            return;
        }
        if (!links.containsKey(tunnel)) {
            // Made from the machine's own namespace: there its packets travel, here its frames arrive.
            Ip.batch(
                    "tunnel of network " + network.id(),
                    options.underlayNamespace().orElse(""),
                    List.of("link add " + tunnel + " netns " + host + " type vxlan id " + network.vni() + " local "
                            + Cidr.address(options.underlay().orElseThrow()).getHostAddress()
                            + " dstport 4789 nolearning"));
        }
        Ip.batch(
                "tunnel of network " + network.id(),
                host,
                List.of(
                        "link set " + tunnel + " mtu " + network.mtu() + " master " + Names.bridge(network.id())
                                + " up",
                        "link set " + tunnel + " type bridge_slave learning off flood off neigh_suppress on"));
        neighbours(host, tunnel, network);
    }

    /// Where frames for other hosts go: known, never learnt; only broadcasts are copied to every peer.
    private static void neighbours(String host, String tunnel, NetworkSpec network) {
        var underlays = new HashMap<UUID, String>();
        network.peers()
                .forEach(peer -> underlays.put(
                        peer.host().value(), Cidr.address(peer.underlay()).getHostAddress()));
        var wanted = new TreeSet<String>();
        underlays.values().forEach(peer -> wanted.add("00:00:00:00:00:00 " + peer));
        var lines = new ArrayList<String>();
        var addresses = new ArrayList<String>();
        for (var neighbour : network.neighbours()) {
            var peer = underlays.get(neighbour.host().value());
            if (peer == null) continue;
            var mac = Names.mac(neighbour.mac());
            wanted.add(mac + " " + peer);
            lines.add("fdb replace " + mac + " dev " + tunnel + " master static");
            for (var ip : neighbour.ips())
                addresses.add("neigh replace " + Cidr.address(ip).getHostAddress() + " lladdr " + mac + " dev "
                        + Names.bridge(network.id()) + " nud permanent");
        }
        var had = new TreeSet<String>();
        Commands.run("tunnel " + tunnel, "", Ip.command("bridge", host, "fdb", "show", "dev", tunnel))
                .lines()
                .map(STATIC_ENTRY::matcher)
                .filter(java.util.regex.Matcher::matches)
                .forEach(entry -> had.add(entry.group(1) + " " + entry.group(2)));
        for (var entry : had) {
            if (wanted.contains(entry)) continue;
            var mac = entry.substring(0, entry.indexOf(' '));
            lines.addFirst("fdb del " + mac + " dev " + tunnel + " dst " + entry.substring(mac.length() + 1) + " self");
        }
        for (var entry : wanted) {
            if (had.contains(entry)) continue;
            var mac = entry.substring(0, entry.indexOf(' '));
            lines.add("fdb append " + mac + " dev " + tunnel + " dst " + entry.substring(mac.length() + 1)
                    + " self permanent");
        }
        Ip.bridge("neighbours of network " + network.id(), host, lines);
        addresses.addFirst("neigh flush dev " + Names.bridge(network.id()) + " nud permanent");
        Ip.batch("neighbours of network " + network.id(), host, addresses);
    }
}
