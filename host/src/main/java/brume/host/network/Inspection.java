package brume.host.network;

import brume.contract.NetworkSpec;
import brume.contract.RouterSpec;
import brume.host.Drift;
import brume.host.process.Detached;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the machine has of a host's networks against what it should have: namespaces, links and the bridges that they
/// are in, addresses, routes, rules, processes, and the files that those read. It reads, and changes nothing.
final class Inspection {
    private final Names names;
    private final HeldSpecs held;
    private final Folder run;
    private final BridgedNetworks networks;
    private final ExternalNetworks externals;
    private final Routers routers;
    private final Findings findings = new Findings();

    Inspection(
            Names names,
            HeldSpecs held,
            Folder run,
            BridgedNetworks networks,
            ExternalNetworks externals,
            Routers routers) {
        this.names = names;
        this.held = held;
        this.run = run;
        this.networks = networks;
        this.externals = externals;
        this.routers = routers;
    }

    /// @param ready      ports whose taps were made
    /// @param intact     whether the rules for ports are as they were loaded
    /// @param outsideNat whether guests are to reach the world under the machine's address
    Drift look(Set<UUID> ready, boolean intact, boolean outsideNat) {
        boolean any = !held.keys().isEmpty();
        var host = names.hostNamespace();
        var namespaces = new TreeSet<String>();
        if (any) namespaces.add(host);
        served().forEach(network -> namespaces.add(names.networkNamespace(network.id())));
        held.routers().keySet().forEach(id -> namespaces.add(names.routerNamespace(id)));
        var there = Namespaces.named(host).stream()
                .filter(Namespaces::exists)
                .collect(Collectors.toCollection(TreeSet::new));
        findings.compare("namespace", namespaces, namespaces, there);
        if (there.contains(host)) {
            wires(host, ready);
            if (any && !intact) findings.changed("rules", host);
            tables(host, Ruleset.OF_HOST);
        }
        served().filter(network -> there.contains(names.networkNamespace(network.id())))
                .forEach(this::services);
        held.routers().values().stream()
                .filter(router -> there.contains(names.routerNamespace(router.id())))
                .forEach(this::router);
        outside(outsideNat);
        programs();
        folders();
        return findings.drift();
    }

    private Stream<NetworkSpec> served() {
        return held.networks().values().stream()
                .filter(network -> !BridgedNetworks.served(network).isEmpty());
    }

    private void wires(String host, Set<UUID> ready) {
        var wanted = new TreeMap<String, String>();
        held.networks().values().forEach(network -> {
            var bridge = Names.bridge(network.id());
            wanted.put(bridge, "");
            if (!BridgedNetworks.served(network).isEmpty()) wanted.put(Names.dhcpPlug(network.id()), bridge);
            if (networks.tunnelled(network)) wanted.put(Names.tunnel(network.id()), bridge);
        });
        held.externals().values().forEach(external -> {
            wanted.put(Names.bridge(external.id()), "");
            if (external.hostAddress().isPresent())
                wanted.put(Names.outsidePlug(external.id()), Names.bridge(external.id()));
        });
        ready.forEach(id -> Optional.ofNullable(held.ports().get(id))
                .ifPresent(port -> wanted.put(Names.tap(id), Names.bridge(port.network()))));
        held.routers().values().forEach(router -> {
            plugged(router).forEach(leg -> wanted.put(Names.legPlug(leg.port()), Names.bridge(leg.network())));
            way(router).ifPresent(way -> wanted.put(Names.gatewayPlug(way.port()), Names.bridge(way.network())));
        });
        var known = new TreeSet<>(wanted.keySet());
        // A tap may be there whose network has gone: its port has not.
        held.ports().keySet().forEach(port -> known.add(Names.tap(port)));
        var there = here(host);
        findings.compare("link", wanted.keySet(), known, there.keySet());
        wanted.forEach((name, bridge) -> {
            var link = there.get(name);
            if (link == null) return;
            if (!link.bridge().equals(bridge))
                findings.changed("link", name + (bridge.isEmpty() ? " in no bridge" : " in " + bridge));
            if (!link.up()) findings.changed("link", name + " switched on");
        });
    }

    private void services(NetworkSpec network) {
        var namespace = names.networkNamespace(network.id());
        var links = here(namespace);
        findings.compare("link", Set.of(DhcpServer.LINK), Set.of(DhcpServer.LINK), links.keySet());
        addresses(namespace, links, Map.of(DhcpServer.LINK, BridgedNetworks.dhcpAddresses(network)));
        networks.changedLeases(network, held).forEach(file -> findings.changed("lease", file.toString()));
    }

    private void router(RouterSpec router) {
        var namespace = names.routerNamespace(router.id());
        var wanted = new TreeMap<String, List<String>>();
        plugged(router).forEach(leg -> wanted.put(Names.leg(leg.port()), leg.addresses()));
        way(router).ifPresent(way -> wanted.put(Names.gateway(way.port()), Routers.gatewayAddresses(router, way)));
        var links = here(namespace);
        findings.compare("link", wanted.keySet(), wanted.keySet(), links.keySet());
        addresses(namespace, links, wanted);
        if (!routers.intact(router.id())) findings.changed("rules", namespace);
        tables(namespace, Ruleset.OF_ROUTER);
        routes(namespace, routers.routes().wanted(router), RouterRoutes.there(namespace));
        if (RouterAdvertisements.wanted(router, held))
            routers.advertisements(router.id())
                    .changed(router, held)
                    .forEach(file -> findings.changed("advertisement", file.toString()));
    }

    private void tables(String namespace, List<String> known) {
        Ruleset.in(namespace).tables().keySet().stream()
                .filter(table -> !known.contains(table))
                .forEach(table -> findings.stray("rules", table + " in " + namespace));
    }

    private void routes(String namespace, Set<String> wanted, Set<String> there) {
        wanted.stream()
                .filter(route -> !there.contains(route))
                .forEach(route -> findings.lost("route", route + " in " + namespace));
        there.stream()
                .filter(route -> !wanted.contains(route))
                .forEach(route -> findings.stray("route", route + " in " + namespace));
    }

    /// Links whose ends are in namespaces of their own, with their addresses.
    private void addresses(String namespace, Map<String, Ip.Link> links, Map<String, List<String>> wanted) {
        wanted.forEach((name, addresses) -> {
            var link = links.get(name);
            if (link == null) return;
            var right = addresses.stream().map(Cidr::onLink).toList();
            findings.same("address", " on " + name + " in " + namespace, right, link.addresses());
            if (!link.up()) findings.changed("link", name + " switched on");
        });
    }

    /// Legs whose networks have come.
    private List<RouterSpec.Interface> plugged(RouterSpec router) {
        return router.interfaces().stream()
                .filter(leg -> held.mtu(leg.network()).isPresent())
                .toList();
    }

    private Optional<RouterSpec.Gateway> way(RouterSpec router) {
        return router.gateway().filter(gateway -> held.mtu(gateway.network()).isPresent());
    }

    private static Map<String, Ip.Link> here(String namespace) {
        var links = new TreeMap<>(Ip.links(namespace));
        links.remove("lo");
        return links;
    }

    private void outside(boolean outsideNat) {
        var wanted = new TreeSet<String>();
        var all = Ip.links("");
        for (var external : held.externals().values()) {
            if (external.hostAddress().isEmpty()) continue;
            var name = names.outsideLink(external.id());
            wanted.add(name);
            var link = all.get(name);
            if (link == null) continue;
            findings.same(
                    "address",
                    " on " + name,
                    List.of(Cidr.onLink(external.hostAddress().get())),
                    link.addresses());
            if (!link.up()) findings.changed("link", name + " switched on");
            var routes = RouterRoutes.of(name);
            ExternalNetworks.routed(external).stream()
                    .filter(route -> !routes.contains(route))
                    .forEach(route -> findings.lost("route", route + " by " + name));
        }
        var there = all.keySet().stream()
                .filter(link -> link.startsWith(names.outsideLinks()))
                .collect(Collectors.toSet());
        findings.compare("link", wanted, wanted, there);
        boolean nat = outsideNat && !wanted.isEmpty();
        if (nat && !externals.intact()) findings.changed("rules", names.outsideTable());
        if (!nat && externals.translates()) findings.stray("rules", names.outsideTable());
    }

    /// DHCP servers and router advertisers.
    private void programs() {
        var wanted = new TreeMap<String, String>();
        served().forEach(network -> wanted.put("n-" + Names.tail(network.id()), "dnsmasq"));
        held.routers().values().stream()
                .filter(router -> RouterAdvertisements.wanted(router, held))
                .forEach(router -> wanted.put("r-" + Names.tail(router.id()), "radvd"));
        var running = new TreeSet<String>();
        var prefix = run.path() + "/";
        for (var process : Daemon.all(prefix)) {
            var line = Detached.commandLine(process.pid());
            int at = line.indexOf(prefix) + prefix.length();
            if (at < prefix.length()) continue;
            var folder = line.substring(at).replaceFirst("[/ ].*", "");
            running.add(folder);
            if (!known().contains(folder)) findings.stray("process", process.pid() + " " + line);
        }
        wanted.forEach((folder, program) -> {
            if (!running.contains(folder)) findings.lost("process", program + " of " + folder);
        });
    }

    private void folders() {
        if (!Files.isDirectory(run.path())) return;
        var known = known();
        try (var folders = Files.newDirectoryStream(run.path())) {
            for (var folder : folders) {
                if (!known.contains(folder.getFileName().toString())) findings.stray("file", folder.toString());
            }
        } catch (IOException e) {
            throw new NetworkFault(run.path() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Folders of networks and routers that are held.
    private Collection<String> known() {
        var known = new TreeSet<String>();
        served().forEach(network -> known.add("n-" + Names.tail(network.id())));
        held.routers().keySet().forEach(id -> known.add("r-" + Names.tail(id)));
        return known;
    }
}
