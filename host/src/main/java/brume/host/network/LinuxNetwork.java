package brume.host.network;

import brume.contract.ExternalNetworkSpec;
import brume.contract.GuestMetadata;
import brume.contract.HostId;
import brume.contract.ItemKey;
import brume.contract.NetworkSpec;
import brume.contract.PortSpec;
import brume.contract.RouterSpec;
import brume.contract.SecurityGroupSpec;
import brume.host.Drift;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// A host's networks in the Linux kernel: one namespace with the bridges and taps, one for each network's DHCP and
/// metadata, one for each router. The machine's own interfaces, routes and firewall stay as they are, but for a link to
/// each external network. What was told is kept on disk; [#repair] brings the kernel to it, whatever happened.
public final class LinuxNetwork implements HostNetwork {
    private final Options options;
    private final Names names;
    private final Folder run;
    private final HeldSpecs held;
    private final Firewall firewall;
    private final BridgedNetworks networks;
    private final Judged judged;
    private final ExternalNetworks externals;
    private final Taps taps;
    private final Routers routers;
    private final MetadataDoors metadata;
    /// Ports whose taps were made.
    private final Set<UUID> ready = new HashSet<>();
    /// Networks whose links this process has made.
    private final Set<UUID> made = new HashSet<>();

    /// How this host does its networks.
    ///
    /// @param state             a folder of ours alone, which survives reboots
    /// @param run               a folder that programs of other users may read, such as `/run/brume`
    /// @param underlay          this host's address between hosts; without, networks end at this host
    /// @param underlayNamespace where that address is, when not in the machine's own namespace
    /// @param outsideNat        whether guests reach the world under this machine's address
    /// @param tapOwner          the user who opens taps; root alone when absent
    public record Options(
            HostId host,
            Path state,
            Path run,
            Optional<String> underlay,
            Optional<String> underlayNamespace,
            boolean outsideNat,
            Optional<Integer> tapOwner) {
        /// One host for itself.
        public static Options of(HostId host, Path state) {
            return new Options(
                    host, state, Path.of("/run/brume"), Optional.empty(), Optional.empty(), false, Optional.empty());
        }
    }

    /// Finds what an earlier process left, and serves its metadata at once; [#repair] makes everything whole.
    ///
    /// @param random thread-safe
    public LinuxNetwork(Options options, RandomGenerator random) {
        this.options = options;
        this.names = Names.of(options.host());
        var state = new Folder(options.state(), false);
        this.run = new Folder(options.run().resolve(names.host()), true);
        this.held = new HeldSpecs(state.in("networks"));
        this.firewall = new Firewall(names.hostNamespace());
        this.networks = new BridgedNetworks(options, names, run);
        this.judged = new Judged(held, networks);
        this.externals = new ExternalNetworks(names, options.outsideNat(), state);
        this.taps = new Taps(names.hostNamespace(), options.tapOwner());
        this.routers = new Routers(names, held, run);
        this.metadata = new MetadataDoors(names, held, random);
        metadata.index();
        metadata.openAll();
    }

    public HostId host() {
        return options.host();
    }

    /// The network namespace with this host's taps, as a file that setns(2) takes.
    public Path namespace() {
        return Namespaces.path(names.hostNamespace());
    }

    @Override
    public synchronized void external(ExternalNetworkSpec network) {
        held.hold(network);
        boolean anew = applyExternal(network);
        applyDependents(network.id(), anew);
    }

    @Override
    public synchronized void network(NetworkSpec network) {
        for (var subnet : network.subnets()) {
            Cidr.of(subnet.cidr());
            subnet.dhcpAddress().ifPresent(Cidr::of);
        }
        held.hold(network);
        boolean anew = applyNetwork(network);
        applyDependents(network.id(), anew);
    }

    @Override
    public synchronized void group(SecurityGroupSpec group) {
        for (var direction : SecurityGroupSpec.Direction.values())
            for (boolean ipv6 : new boolean[] {false, true}) GroupRules.chains(group, direction, ipv6);
        group.members().forEach(Cidr::of);
        var before = Optional.ofNullable(held.groups().get(group.id()));
        held.hold(group);
        if (!Namespaces.exists(names.hostNamespace())) return;
        try {
            filter();
        } catch (NetworkFault refused) {
            // One group that the kernel does not take must not stand in the way of all others.
            before.ifPresentOrElse(held::hold, () -> held.forget(group.key()));
            filter();
            throw refused;
        }
    }

    @Override
    public synchronized void port(PortSpec port) {
        // What is not well formed is refused before it is held: all ports share one ruleset.
        new PortRules(port, Map.of()).guard();
        var before = Optional.ofNullable(held.ports().get(port.id()));
        held.hold(port);
        metadata.index();
        applyPort(port, before);
        lease(port.network());
    }

    @Override
    public synchronized void router(RouterSpec router) {
        var before = Optional.ofNullable(held.routers().get(router.id()));
        held.hold(router);
        metadata.index();
        applyRouter(router);
        var touched = new HashSet<UUID>();
        before.ifPresent(old -> old.interfaces().forEach(leg -> touched.add(leg.network())));
        router.interfaces().forEach(leg -> touched.add(leg.network()));
        touched.forEach(this::lease);
    }

    @Override
    public synchronized void remove(ItemKey item) {
        var id = item.id();
        switch (item.kind()) {
            case EXTERNAL_NETWORK -> {
                externals.remove(id);
                held.forget(item);
                externals.translate(held.externals().values());
                unplugged(id);
            }
            case NETWORK -> {
                metadata.shut(names.networkNamespace(id));
                made.remove(id);
                networks.remove(id);
                held.forget(item);
                unplugged(id);
            }
            case SECURITY_GROUP -> {
                held.forget(item);
                if (Namespaces.exists(names.hostNamespace())) filter();
            }
            case PORT -> {
                ready.remove(id);
                var port = Optional.ofNullable(held.ports().get(id));
                taps.remove(id);
                held.forget(item);
                metadata.index();
                if (Namespaces.exists(names.hostNamespace())) filter();
                port.ifPresent(gone -> lease(gone.network()));
            }
            case ROUTER -> {
                var router = Optional.ofNullable(held.routers().get(id));
                metadata.shut(names.routerNamespace(id));
                routers.remove(id);
                held.forget(item);
                metadata.index();
                router.ifPresent(gone -> gone.interfaces().forEach(leg -> lease(leg.network())));
            }
            default -> throw new IllegalArgumentException("no network's item: " + item);
        }
        if (held.keys().isEmpty()) removeHost();
    }

    @Override
    public synchronized Set<ItemKey> items() {
        return held.keys();
    }

    @Override
    public synchronized Optional<String> tap(UUID port) {
        return ready.contains(port) ? Optional.of(Names.tap(port)) : Optional.empty();
    }

    @Override
    public synchronized void metadata(UUID port, Optional<GuestMetadata> told) {
        told.ifPresentOrElse(some -> held.hold(port, some), () -> held.forgetMetadata(port));
        metadata.index();
    }

    @Override
    public synchronized void repair() {
        var faults = new ArrayList<NetworkFault>();
        if (!firewall.intact()) firewall.forget();
        if (held.keys().isEmpty()) {
            attempt(faults, this::removeHost);
        } else {
            held.externals().values().forEach(network -> attempt(faults, () -> applyExternal(network)));
            attempt(faults, () -> repairNetworks(faults));
            attempt(faults, () -> repairPorts(faults));
            held.routers()
                    .values()
                    .forEach(router -> attempt(faults, () -> {
                        routers.distrust(router.id());
                        applyRouter(router);
                    }));
            held.networks().keySet().forEach(network -> attempt(faults, () -> lease(network)));
            attempt(faults, firewall::settle);
        }
        if (!faults.isEmpty()) throw faults.getFirst();
    }

    @Override
    public synchronized Drift drift() {
        return new Inspection(names, held, run, networks, externals, routers)
                .look(Set.copyOf(ready), !judged.any() || firewall.intact(), options.outsideNat());
    }

    @Override
    public synchronized Set<UUID> attached() {
        if (!Namespaces.exists(names.hostNamespace())) return Set.of();
        var links = Ip.links(names.hostNamespace());
        return held.ports().keySet().stream()
                .filter(port -> links.containsKey(Names.tap(port))
                        && links.get(Names.tap(port)).carries())
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized Set<String> traces() {
        return new Traces(names, externals, run, options.state().resolve("networks")).all();
    }

    /// Leaves the machine's own links, routes and firewall as they were without us. What is held stays held: [#repair]
    /// brings it back.
    public synchronized void withdraw() {
        externals.translate(List.of());
        held.externals().keySet().forEach(externals::removeLink);
    }

    @Override
    public synchronized void close() {
        metadata.close();
    }

    /// @return whether its bridge was not so before
    private boolean applyExternal(ExternalNetworkSpec network) {
        ensureHost();
        boolean anew = externals.apply(network);
        externals.translate(held.externals().values());
        filter();
        return anew;
    }

    private boolean applyNetwork(NetworkSpec network) {
        boolean bare = ensureHost();
        var namespace = names.networkNamespace(network.id());
        shutWithout(namespace);
        made.remove(network.id());
        boolean anew = networks.apply(network, bare);
        made.add(network.id());
        if (judged.reached(network)) filter();
        if (BridgedNetworks.served(network).isEmpty()) {
            metadata.shut(namespace);
            return anew;
        }
        lease(network.id());
        metadata.open(namespace);
        return anew;
    }

    private void applyPort(PortSpec port, Optional<PortSpec> before) {
        var mtu = held.mtu(port.network());
        if (mtu.isEmpty()) return;
        ensureHost();
        filter();
        taps.make(port, mtu.get(), before);
        ready.add(port.id());
    }

    /// What this process has made itself, and still looks as it made it, is left alone: to make it so once more would
    /// cost four programs each time. What no list of links tells is made so by the next [#network].
    private void repairNetworks(List<NetworkFault> faults) {
        if (!Namespaces.exists(names.hostNamespace())) made.clear();
        var links = made.isEmpty() ? Map.<String, Ip.Link>of() : Ip.links(names.hostNamespace());
        for (var network : held.networks().values())
            attempt(faults, () -> {
                if (!made.contains(network.id()) || !networks.stands(network, links)) applyNetwork(network);
            });
    }

    private void repairPorts(List<NetworkFault> faults) {
        if (!Namespaces.exists(names.hostNamespace())) ready.clear();
        var links = ready.isEmpty() ? Map.<String, Ip.Link>of() : Ip.links(names.hostNamespace());
        for (var port : held.ports().values()) {
            var tap = links.get(Names.tap(port.id()));
            boolean joined = tap != null && tap.up() && tap.bridge().equals(Names.bridge(port.network()));
            if (ready.contains(port.id()) && joined) continue;
            attempt(faults, () -> applyPort(port, Optional.of(port)));
        }
        filter();
    }

    private void applyRouter(RouterSpec router) {
        ensureHost();
        shutWithout(names.routerNamespace(router.id()));
        routers.apply(router);
        metadata.open(names.routerNamespace(router.id()));
        filter();
    }

    /// A socket that outlives the name of its namespace is nobody's door.
    private void shutWithout(String namespace) {
        if (!Namespaces.exists(namespace)) metadata.shut(namespace);
    }

    private void applyDependents(UUID network, boolean anew) {
        held.portsOf(network).stream()
                .filter(port -> anew || !ready.contains(port.id()))
                .forEach(port -> applyPort(port, Optional.of(port)));
        held.routersOf(network).forEach(this::applyRouter);
        lease(network);
    }

    /// Ports and routers stay without a network that went.
    private void unplugged(UUID network) {
        held.portsOf(network).forEach(port -> ready.remove(port.id()));
        held.routersOf(network).forEach(this::applyRouter);
        if (Namespaces.exists(names.hostNamespace())) filter();
    }

    private void lease(UUID network) {
        var spec = held.networks().get(network);
        if (spec == null || !Namespaces.exists(names.networkNamespace(network))) return;
        networks.lease(spec, held);
    }

    private void filter() {
        firewall.apply(judged.wanted());
    }

    /// @return whether it is new, with nothing in it
    private boolean ensureHost() {
        var host = names.hostNamespace();
        if (Namespaces.exists(host)) return false;
        firewall.forget();
        Namespaces.create(host);
        Namespaces.set(
                host,
                Map.of(
                        "bridge/bridge-nf-call-iptables", "1",
                        "bridge/bridge-nf-call-ip6tables", "1",
                        "bridge/bridge-nf-call-arptables", "0",
                        "ipv4/ip_forward", "0",
                        "ipv6/conf/default/disable_ipv6", "1"));
        return true;
    }

    private void removeHost() {
        metadata.shutAll();
        externals.translate(List.of());
        Namespaces.delete(names.hostNamespace());
        firewall.forget();
        run.removeAll();
    }

    private static void attempt(List<NetworkFault> faults, Runnable step) {
        try {
            step.run();
        } catch (NetworkFault fault) {
            faults.add(fault);
        }
    }
}
