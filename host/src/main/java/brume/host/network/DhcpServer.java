package brume.host.network;

import brume.contract.NetworkSpec;
import brume.contract.NetworkSpec.Ipv6Mode;
import brume.contract.NetworkSpec.Subnet;
import brume.contract.PortSpec;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The dnsmasq of one network, in the network's namespace: it leases to known MACs alone, and keeps no lease file,
/// since an address belongs to its port. What it may reread (hosts and options) is in files of their own. It is started
/// anew when an address may have changed hands: it would remember the old holder.
final class DhcpServer {
    static final String LINK = "dhcp0";
    private static final String CONFIGURATION = "dnsmasq.conf";
    private static final String OPTIONS = "options";
    private static final String HOSTS = "hosts";
    private static final int LEASE_SECONDS = 86_400;
    private static final int MICROSOFT_ROUTES = 249;

    private final String namespace;
    private final Folder folder;
    private final Daemon daemon;

    /// @param folder of this network alone, readable by dnsmasq's own user
    DhcpServer(String namespace, Folder folder) {
        this.namespace = namespace;
        this.folder = folder;
        this.daemon = new Daemon(folder.file(CONFIGURATION), folder.file("dnsmasq.pid"));
    }

    /// @param isolated subnets whose guests find the metadata service through the DHCP address
    void apply(NetworkSpec network, List<PortSpec> ports, Set<UUID> isolated) {
        var served = network.subnets().stream().filter(Subnet::dhcp).toList();
        if (served.isEmpty()) {
            remove();
            return;
        }
        var before = new HashSet<>(List.of(folder.read(HOSTS).split("\n")));
        var files = files(network, ports, isolated);
        boolean fresh = folder.write(CONFIGURATION, files.get(CONFIGURATION));
        boolean changed = folder.write(OPTIONS, files.get(OPTIONS));
        changed |= folder.write(HOSTS, files.get(HOSTS));
        List.of(files.get(HOSTS).split("\n")).forEach(before::remove);
        before.remove("");
        if (fresh || !before.isEmpty()) daemon.stop();
        if (daemon.running().isEmpty()) {
            daemon.stop();
            start();
        } else if (changed) {
            daemon.reread();
        }
    }

    /// A server whose link went is left to the repair that brings both: what goes must not wait for it.
    private void start() {
        try {
            daemon.start(namespace, "dnsmasq", "--conf-file=" + folder.file(CONFIGURATION));
        } catch (NetworkFault fault) {
            if (Ip.links(namespace).containsKey(LINK)) throw fault;
        }
    }

    void remove() {
        daemon.stop();
        folder.removeAll();
    }

    /// Ends the server; the next [#apply] starts one.
    void stop() {
        daemon.stop();
    }

    /// Files that do not say what they should.
    List<Path> changed(NetworkSpec network, List<PortSpec> ports, Set<UUID> isolated) {
        return files(network, ports, isolated).entrySet().stream()
                .filter(file -> !folder.read(file.getKey()).equals(file.getValue()))
                .map(file -> folder.file(file.getKey()))
                .toList();
    }

    /// Who is leased what, by file.
    private Map<String, String> files(NetworkSpec network, List<PortSpec> ports, Set<UUID> isolated) {
        var served = network.subnets().stream().filter(Subnet::dhcp).toList();
        return Map.of(
                CONFIGURATION, configuration(served, ports),
                OPTIONS, options(network, served, ports, isolated),
                HOSTS, String.join("\n", hosts(served, ports)));
    }

    private String configuration(List<Subnet> served, List<PortSpec> ports) {
        var lines = new ArrayList<>(List.of(
                "port=0",
                "no-resolv",
                "no-hosts",
                "no-ping",
                "bind-interfaces",
                "interface=" + LINK,
                "except-interface=lo",
                "dhcp-authoritative",
                "leasefile-ro",
                "dhcp-lease-max=65536",
                "quiet-dhcp",
                "quiet-dhcp6",
                "quiet-ra",
                "pid-file=" + folder.file("dnsmasq.pid"),
                "dhcp-hostsfile=" + folder.file(HOSTS),
                "dhcp-optsfile=" + folder.file(OPTIONS)));
        for (int i = 0; i < served.size(); i++) {
            var block = Cidr.of(served.get(i).cidr());
            lines.add("dhcp-range=set:s" + i + "," + block.base().getHostAddress() + ",static,"
                    + (block.v6() ? block.length() : block.netmask()) + "," + LEASE_SECONDS);
        }
        // Not in the hosts file: dnsmasq 2.90 crashes when it rereads one with a tag that it has used.
        ports.stream()
                .filter(port -> !port.dhcpOptions().isEmpty())
                .forEach(port -> lines.add("dhcp-mac=set:" + tag(port) + "," + Names.mac(port.mac())));
        return String.join("\n", lines) + "\n";
    }

    private static List<String> hosts(List<Subnet> served, List<PortSpec> ports) {
        var lines = new ArrayList<String>();
        for (var port : ports) {
            for (var fixed : port.fixedIps()) {
                var subnet = served.stream()
                        .filter(s -> s.id().equals(fixed.subnet()))
                        .findFirst();
                if (subnet.isEmpty()
                        || subnet.get()
                                .ipv6()
                                .filter(mode -> mode != Ipv6Mode.DHCPV6_STATEFUL)
                                .isPresent()) continue;
                var ip = Cidr.address(fixed.ip()).getHostAddress();
                lines.add(Names.mac(port.mac()) + "," + (Cidr.isV6(ip) ? "[" + ip + "]" : ip)
                        + port.hostname()
                                .filter(DhcpServer::isHostname)
                                .map(name -> "," + name)
                                .orElse(""));
            }
        }
        return lines;
    }

    private static String tag(PortSpec port) {
        return "p" + Names.tail(port.id());
    }

    /// One line for each option (dnsmasq(8), `--dhcp-optsfile`). What a port's own tag selects goes before what its
    /// subnet's does.
    private static String options(NetworkSpec network, List<Subnet> served, List<PortSpec> ports, Set<UUID> isolated) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < served.size(); i++) {
            var subnet = served.get(i);
            var tag = "tag:s" + i + ",";
            var dns = subnet.dnsServers().stream()
                    .map(server -> Cidr.address(server).getHostAddress())
                    .toList();
            if (Cidr.of(subnet.cidr()).v6()) {
                // Without a value dnsmasq would name itself, and it answers no names.
                lines.add(tag + "option6:dns-server" + (dns.isEmpty() ? "" : ",[" + String.join("],[", dns) + "]"));
                continue;
            }
            lines.add(tag + "option:mtu," + network.mtu());
            lines.add(tag + "option:dns-server" + (dns.isEmpty() ? "" : "," + String.join(",", dns)));
            lines.add(tag + "option:router"
                    + subnet.gateway()
                            .map(gateway -> "," + Cidr.address(gateway).getHostAddress())
                            .orElse(""));
            var routes = routes(subnet, isolated.contains(subnet.id()));
            if (!routes.isEmpty()) {
                lines.add(tag + "option:classless-static-route," + routes);
                lines.add(tag + MICROSOFT_ROUTES + "," + routes);
            }
        }
        for (var port : ports) {
            for (var option : port.dhcpOptions())
                line(option).ifPresent(line -> lines.add("tag:" + tag(port) + "," + line));
        }
        return String.join("\n", lines) + "\n";
    }

    /// Empty for one that could be anything but one option: lines, quotes, escapes and comments mean something here.
    private static Optional<String> line(PortSpec.DhcpOption option) {
        boolean plain = option.option().matches("[A-Za-z0-9+-]{1,64}")
                && option.value().chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '#');
        if (!plain) return Optional.empty();
        boolean number = option.option().chars().allMatch(Character::isDigit);
        var name = (option.ipv6() ? "option6:" : number ? "" : "option:") + option.option();
        if (option.value().isEmpty()) return Optional.of(name);
        return Optional.of(name + "," + (option.ipv6() ? bracketed(option.value()) : option.value()));
    }

    /// IPv6 addresses stand in brackets.
    private static String bracketed(String value) {
        return Stream.of(value.split(",", -1))
                .map(part -> isV6(part.strip()) ? "[" + part.strip() + "]" : part)
                .collect(Collectors.joining(","));
    }

    private static boolean isV6(String text) {
        try {
            return InetAddress.ofLiteral(text) instanceof Inet6Address;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// A client that gets these ignores the router option (RFC 3442), so that the default route is repeated.
    private static String routes(Subnet subnet, boolean isolated) {
        var routes = new ArrayList<String>();
        subnet.hostRoutes().forEach(route -> routes.add(route(route.destination(), route.nexthop())));
        if (isolated) subnet.dhcpAddress().ifPresent(address -> routes.add(route(Names.METADATA + "/32", address)));
        if (!routes.isEmpty())
            subnet.gateway()
                    .filter(gateway -> subnet.hostRoutes().stream()
                            .noneMatch(route -> Cidr.of(route.destination()).any()))
                    .ifPresent(gateway -> routes.add(route("0.0.0.0/0", gateway)));
        return String.join(",", routes);
    }

    private static String route(String destination, String nexthop) {
        var block = Cidr.of(destination);
        return block.base().getHostAddress() + "/" + block.length() + ","
                + Cidr.address(nexthop).getHostAddress();
    }

    private static boolean isHostname(String name) {
        return name.matches("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    }
}
