package brume.host.network;

import brume.contract.Answer.Trace;
import brume.contract.RouterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// What the machine has of a host's networks against what it should have: namespaces, links, routes, rules, processes
/// and folders. It reads, and changes nothing.
final class Inspection {
    private static final String LOST = "somebody removed it, or it ended; the next repair makes it again";
    private static final String LEFT = "left by a crash, or made by hand; nothing is removed without an order";

    private final Names names;
    private final HeldSpecs held;
    private final Folder run;
    private final boolean outsideNat;
    private final List<Trace> missing = new ArrayList<>();
    private final List<Trace> strays = new ArrayList<>();

    Inspection(Names names, HeldSpecs held, Folder run, boolean outsideNat) {
        this.names = names;
        this.held = held;
        this.run = run;
        this.outsideNat = outsideNat;
    }

    /// @param ready  ports whose taps were made
    /// @param intact whether the rules for ports are as they were loaded
    /// @param tunnelled networks that have a tunnel
    Drift look(Set<UUID> ready, boolean intact, Set<UUID> tunnelled, ExternalNetworks externals) {
        boolean any = !held.keys().isEmpty();
        var host = names.hostNamespace();
        var namespaces = new TreeSet<String>();
        if (any) namespaces.add(host);
        served().forEach(id -> namespaces.add(names.networkNamespace(id)));
        held.routers().keySet().forEach(id -> namespaces.add(names.routerNamespace(id)));
        var there = new TreeSet<>(
                Namespaces.named(host).stream().filter(Namespaces::exists).toList());
        compare("namespace", namespaces, namespaces, there);
        if (there.contains(host)) {
            links(host, ready, tunnelled);
            if (any && !intact) missing.add(new Trace("rules", host, LOST));
        }
        for (var router : held.routers().values()) {
            if (there.contains(names.routerNamespace(router.id()))) legs(router);
        }
        outside(externals);
        programs();
        return new Drift(missing, strays);
    }

    private List<UUID> served() {
        return held.networks().values().stream()
                .filter(network -> !BridgedNetworks.served(network).isEmpty())
                .map(network -> network.id())
                .toList();
    }

    private void links(String host, Set<UUID> ready, Set<UUID> tunnelled) {
        var wanted = new TreeSet<String>();
        held.networks().keySet().forEach(id -> wanted.add(Names.bridge(id)));
        served().forEach(id -> wanted.add(Names.dhcpPlug(id)));
        tunnelled.forEach(id -> wanted.add(Names.tunnel(id)));
        held.externals().values().forEach(external -> {
            wanted.add(Names.bridge(external.id()));
            if (external.hostAddress().isPresent()) wanted.add(Names.outsidePlug(external.id()));
        });
        ready.forEach(port -> wanted.add(Names.tap(port)));
        held.routers().values().forEach(router -> {
            plugged(router).forEach(port -> wanted.add(Names.legPlug(port)));
            way(router).ifPresent(port -> wanted.add(Names.gatewayPlug(port)));
        });
        var known = new TreeSet<>(wanted);
        // A tap may be there whose network has gone: its port has not.
        held.ports().keySet().forEach(port -> known.add(Names.tap(port)));
        compare("link", wanted, known, here(host));
    }

    private void legs(RouterSpec router) {
        var namespace = names.routerNamespace(router.id());
        var wanted = new TreeSet<String>();
        plugged(router).forEach(port -> wanted.add(Names.leg(port)));
        way(router).ifPresent(port -> wanted.add(Names.gateway(port)));
        compare("link", wanted, wanted, here(namespace));
        var rules = Commands.run("tables", "", Commands.inside(namespace, "nft", "list", "tables"));
        if (rules.lines().noneMatch("table ip brume"::equals)) missing.add(new Trace("rules", namespace, LOST));
        boolean leaves = way(router).isPresent()
                && !router.gateway().orElseThrow().nexthops().isEmpty();
        if (leaves && Routers.routes(namespace).isEmpty()) missing.add(new Trace("routes", namespace, LOST));
    }

    /// Legs whose networks have come.
    private List<UUID> plugged(RouterSpec router) {
        return router.interfaces().stream()
                .filter(leg -> held.mtu(leg.network()).isPresent())
                .map(leg -> leg.port())
                .toList();
    }

    private Optional<UUID> way(RouterSpec router) {
        return router.gateway()
                .filter(gateway -> held.mtu(gateway.network()).isPresent())
                .map(gateway -> gateway.port());
    }

    private static Set<String> here(String namespace) {
        var links = new TreeSet<>(Ip.links(namespace).keySet());
        links.remove("lo");
        return links;
    }

    private void outside(ExternalNetworks externals) {
        var wanted = new TreeSet<String>();
        held.externals().values().stream()
                .filter(external -> external.hostAddress().isPresent())
                .forEach(external -> wanted.add(names.outsideLink(external.id())));
        var there = new TreeSet<String>();
        Ip.links("").keySet().stream()
                .filter(link -> link.startsWith(names.outsideLinks()))
                .forEach(there::add);
        compare("link", wanted, wanted, there);
        boolean nat = outsideNat && !wanted.isEmpty();
        boolean translates = externals.translates();
        if (nat && !translates) missing.add(new Trace("table", names.outsideTable(), LOST));
        if (!nat && translates) strays.add(new Trace("table", names.outsideTable(), LEFT));
    }

    /// DHCP servers and router advertisers, and the folders that they read.
    private void programs() {
        var served = new TreeSet<String>();
        served().forEach(id -> served.add("n-" + Names.tail(id)));
        var known = new TreeSet<>(served);
        held.routers().keySet().forEach(id -> known.add("r-" + Names.tail(id)));
        var running = new TreeSet<String>();
        var prefix = run.path() + "/";
        for (var process : Daemon.all(prefix)) {
            var line = Daemon.commandLine(process.pid());
            int at = line.indexOf(prefix) + prefix.length();
            if (at < prefix.length()) continue;
            var folder = line.substring(at).replaceFirst("[/ ].*", "");
            running.add(folder);
            if (!known.contains(folder)) strays.add(new Trace("process", process.pid() + " " + line, LEFT));
        }
        served.stream()
                .filter(folder -> !running.contains(folder))
                .forEach(folder -> missing.add(new Trace("process", "dnsmasq of " + folder, LOST)));
        if (!Files.isDirectory(run.path())) return;
        try (var folders = Files.newDirectoryStream(run.path(), "[nr]-*")) {
            for (var folder : folders) {
                if (!known.contains(folder.getFileName().toString())) {
                    strays.add(new Trace("folder", folder.toString(), LEFT));
                }
            }
        } catch (IOException e) {
            throw new NetworkFault(run.path() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// @param known what may be there, though it need not
    private void compare(String kind, Collection<String> wanted, Collection<String> known, Set<String> there) {
        wanted.stream().filter(name -> !there.contains(name)).forEach(name -> missing.add(new Trace(kind, name, LOST)));
        there.stream().filter(name -> !known.contains(name)).forEach(name -> strays.add(new Trace(kind, name, LEFT)));
    }
}
