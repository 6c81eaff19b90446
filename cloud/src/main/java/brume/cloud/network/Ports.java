package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.quota.Limit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Ports, and what can be done to them.
public final class Ports {
    private static final Map<String, ?> NOTHING = Map.of();
    /// As the database sorts them.
    private static final Comparator<UUID> BY_TEXT = Comparator.comparing(UUID::toString);
    private final Means means;
    private final Bindings bindings;

    Ports(Means means, Bindings bindings) {
        this.means = means;
        this.bindings = bindings;
    }

    public List<Port> list(Caller caller, Listing listing) {
        return Tables.PORTS.list(means.sql(), Sight.ports(caller), listing);
    }

    /// @throws CloudFault.NotFound also when the caller may not see it
    public Port get(Caller caller, UUID id) {
        return visible(means.sql(), caller, id);
    }

    static Port visible(Reads reads, Caller caller, UUID id) {
        boolean all = Sight.all(caller);
        return Tables.PORTS
                .find(reads, id)
                .filter(port -> all || sees(reads, caller, port))
                .orElseThrow(() -> new CloudFault.NotFound("port", id));
    }

    private static boolean sees(Reads reads, Caller caller, Port port) {
        if (Sight.owns(caller, port.standing().project())) return true;
        return reads.exists(
                "select 1 from network where id = ? and project = ?", port.network(), Sight.project(caller));
    }

    /// All of them, or none.
    public List<Port> create(Caller caller, List<PortDraft> drafts) {
        return means.tx(
                tx -> drafts.stream().map(draft -> create(tx, caller, draft)).toList());
    }

    private Port create(Tx tx, Caller caller, PortDraft draft) {
        var project = Sight.home(caller, draft.project());
        means.quotas().check(tx, project, Limit.PORTS, 1, () -> used(tx, project));
        var network = NetworkVerbs.held(tx, caller, draft.network());
        boolean usable =
                Sight.owns(caller, network.standing().project()) || NetworkVerbs.sharedWith(tx, network, project);
        if (!usable)
            throw new CloudFault.Forbidden("Tenant " + project + " not allowed to create port on this network");
        restrict(caller, network, draft.wish());
        var port = add(tx, caller, Optional.of(project), network, draft.wish());
        means.journal()
                .changed(tx, caller, NetworkActions.CHANGE.name(), "port", port.id(), Optional.of(project), NOTHING);
        return port;
    }

    static long used(Reads reads, UUID project) {
        return reads.only("select count(*) as n from port where project = ?", row -> row.whole("n"), project);
    }

    /// What only the network's owner, or only an administrator, may choose.
    static void restrict(Caller caller, Network network, PortWish wish) {
        if (wish.host().isPresent() || wish.profile().filter(p -> !p.isEmpty()).isPresent()) {
            caller.require(NetworkActions.BIND, Target.ANY);
        }
        if (wish.owner().filter(RouterPorts.OWNED::contains).isPresent()) {
            // Such ports come with their router or floating address.
            caller.require(NetworkActions.BIND, Target.ANY);
        }
        if (Sight.owns(caller, network.standing().project())) return;
        boolean chosen = wish.mac().isPresent()
                || wish.portSecurity().isPresent()
                || wish.pairs().filter(pairs -> !pairs.isEmpty()).isPresent()
                || wish.owner().filter(PortOwner::network).isPresent()
                || wish.fixedIps().stream()
                        .flatMap(List::stream)
                        .anyMatch(ip -> ip.ip().isPresent());
        if (chosen) {
            throw new CloudFault.Forbidden("Policy doesn't allow this on a network of another project.");
        }
    }

    /// Makes a port without asking who may.
    ///
    /// @param project absent for the cloud's own
    Port make(Tx tx, Caller caller, Optional<UUID> project, Network network, PortWish wish) {
        Addresses.lock(tx, network.id());
        NetworkVerbs.still(tx, network.id());
        return add(tx, caller, project, network, wish);
    }

    /// As [#make], while the network's lock is held.
    private Port add(Tx tx, Caller caller, Optional<UUID> project, Network network, PortWish wish) {
        var owner = wish.owner().orElse("");
        boolean secured = wish.portSecurity().orElse(network.portSecurity()) && !PortOwner.network(owner);
        var chosen = wish.securityGroups().map(groups -> chosen(tx, caller, secured, groups));
        pairsFit(secured, wish.pairs().orElse(List.of()));
        var port = insert(tx, draft(project, network, secured, wish), wish.mac());
        var ips = Addresses.take(tx, port, wish.fixedIps());
        var groups = join(tx, port, project, chosen);
        means.due().joined(tx, List.of(port.id()), groups);
        return port.holding(ips, groups);
    }

    private Port draft(Optional<UUID> project, Network network, boolean secured, PortWish wish) {
        var owner = wish.owner().orElse("");
        boolean up = wish.adminUp().orElse(true);
        return new Port(
                Standard.fresh(
                        means.ids().next(),
                        project,
                        wish.name().orElse(""),
                        wish.description().orElse(""),
                        means.now()),
                network.id(),
                wish.mac().orElse(""),
                up,
                List.of(),
                wish.device().orElse(""),
                owner,
                status(owner, up),
                Optional.empty(),
                secured,
                List.of(),
                wish.pairs().orElse(List.of()),
                DhcpOptions.merged(List.of(), wish.dhcpOptions().orElse(List.of())),
                wish.vnic().orElse("normal"),
                wish.profile().orElse(PortStore.noProfile()),
                wish.host().orElse(""));
    }

    /// Of one that is plugged in nowhere.
    private static Port.Status status(String owner, boolean up) {
        if (owner.equals(PortOwner.FLOATING_IP)) return Port.Status.NONE;
        return PortOwner.network(owner) && up ? Port.Status.ACTIVE : Port.Status.DOWN;
    }

    private Port insert(Tx tx, Port port, Optional<String> mac) {
        if (mac.isPresent()) {
            if (PortStore.add(tx, port)) return port;
            throw PortStore.macTaken(port.network(), mac.get());
        }
        while (true) {
            var tried = port.as(PortStore.randomMac(means.random()));
            if (PortStore.add(tx, tried)) return tried;
        }
    }

    /// @return the port's groups
    private List<UUID> join(Tx tx, Port port, Optional<UUID> project, Optional<List<UUID>> chosen) {
        if (chosen.isPresent()) {
            PortStore.join(tx, List.of(port.id()), chosen.get());
            return chosen.get();
        }
        if (!port.portSecurity() || project.isEmpty()) return List.of();
        return List.of(PortStore.joinStandard(tx, port.id(), project.get()).orElseGet(() -> {
            var made = StandardGroup.of(tx, means, project.get());
            PortStore.join(tx, List.of(port.id()), List.of(made));
            return made;
        }));
    }

    private static List<UUID> chosen(Tx tx, Caller caller, boolean secured, List<UUID> asked) {
        var groups = asked.stream().distinct().sorted(BY_TEXT).toList();
        if (!secured && !groups.isEmpty()) throw unsecured();
        known(tx, caller, groups);
        return groups;
    }

    private static CloudFault unsecured() {
        return new CloudFault.Conflict(
                "port-security",
                "Port Security must be enabled in order to have security groups or allowed address pairs on a port.");
    }

    private static void pairsFit(boolean secured, List<Port.AllowedPair> pairs) {
        if (!secured && !pairs.isEmpty()) throw unsecured();
        if (new HashSet<>(pairs).size() < pairs.size()) {
            throw new CloudFault.Invalid("Request contains duplicate address pair");
        }
    }

    private static void known(Tx tx, Caller caller, List<UUID> groups) {
        StandardGroup.keep(tx, groups);
        var found = GroupTables.GROUPS.all(tx, groups).stream()
                .filter(group -> Sight.owns(caller, group.standing().project()))
                .map(SecurityGroup::id)
                .toList();
        for (var group : groups) {
            if (!found.contains(group)) throw new CloudFault.NotFound("security_group", group);
        }
    }

    /// @param revision the one that the caller has seen, if that matters
    public Port update(Caller caller, UUID id, Optional<Long> revision, PortWish wish) {
        return means.tx(tx -> {
            var port = changeable(tx, caller, id);
            Sight.unchanged(revision, port.standing());
            restrict(caller, Tables.NETWORKS.find(tx, port.network()).orElseThrow(), wish.besides(port));
            change(tx, caller, port, wish);
            keepDhcp(tx, caller, port);
            means.journal()
                    .changed(
                            tx,
                            caller,
                            NetworkActions.CHANGE.name(),
                            "port",
                            id,
                            port.standing().project(),
                            NOTHING);
            return Tables.PORTS.find(tx, id).orElseThrow();
        });
    }

    /// The port under its locks, for a caller who may change it: one of a project is that project's alone.
    private static Port changeable(Tx tx, Caller caller, UUID id) {
        var port = visible(tx, caller, id);
        Sight.change(caller, keeper(tx, port), "port", true);
        return locked(tx, port);
    }

    /// The port under its locks, for a caller who may remove it: its network's owner may, too.
    private static Port removable(Tx tx, Caller caller, UUID id) {
        var port = visible(tx, caller, id);
        boolean own = Sight.owns(caller, port.standing().project());
        Sight.change(caller, own ? port.standing() : network(tx, port), "port", true);
        return locked(tx, port);
    }

    /// Whose a port is: the cloud's own are with their network.
    private static Standard keeper(Tx tx, Port port) {
        return port.standing().project().isPresent() ? port.standing() : network(tx, port);
    }

    private static Standard network(Tx tx, Port port) {
        return Tables.NETWORKS
                .find(tx, port.network())
                .orElseThrow(() -> new CloudFault.NotFound("port", port.id()))
                .standing();
    }

    private static Port locked(Tx tx, Port port) {
        Addresses.lock(tx, port.network());
        return Tables.PORTS.lock(tx, port.id()).orElseThrow(() -> new CloudFault.NotFound("port", port.id()));
    }

    void change(Tx tx, Caller caller, Port port, PortWish wish) {
        if (wish.mac().filter(mac -> !mac.equals(port.mac())).isPresent()) {
            if (bound(tx, port)) {
                throw new CloudFault.Conflict(
                        "port-bound", "Unable to complete operation on port " + port.id() + ", port is already bound");
            }
            PortStore.free(tx, port.network(), wish.mac().get());
        }
        boolean moved = wish.device()
                        .filter(device -> !device.equals(port.device()))
                        .isPresent()
                || wish.owner().filter(owner -> !owner.equals(port.owner())).isPresent();
        if (moved) RouterPorts.mayGo(tx, port);
        boolean secured = wish.portSecurity().orElse(port.portSecurity());
        var groups = wish.securityGroups().map(HashSet::new).map(List::copyOf);
        if (!secured && !groups.orElse(port.securityGroups()).isEmpty()) throw unsecured();
        pairsFit(secured, wish.pairs().orElse(port.pairs()));
        if (groups.isPresent()) {
            known(tx, caller, groups.get());
            PortStore.groups(tx, port.id(), groups.get());
        }
        PortStore.update(tx, port.id(), wish, means.now());
        wish.dhcpOptions()
                .ifPresent(
                        options -> PortStore.options(tx, port.id(), DhcpOptions.merged(port.dhcpOptions(), options)));
        if (wish.fixedIps().isPresent()) {
            RouterPorts.mayMove(tx, port, wish.fixedIps().get());
            Addresses.change(tx, port, wish.fixedIps().get(), means.ids().next());
        }
        var now = Tables.PORTS.find(tx, port.id()).orElseThrow();
        if (wish.fixedIps().isPresent()) RouterPorts.moved(tx, means, port, now);
        bindings.refresh(tx, now);
        means.due()
                .groups(
                        tx,
                        Stream.concat(port.securityGroups().stream(), now.securityGroups().stream())
                                .distinct()
                                .toList());
        means.due().network(tx, port.network());
    }

    private static boolean bound(Tx tx, Port port) {
        return tx.exists("select 1 from port_binding where port = ? and wanted", port.id());
    }

    public void delete(Caller caller, UUID id) {
        delete(caller, id, Optional.empty());
    }

    /// As the other.
    ///
    /// @param revision the one that the caller has seen, if that matters
    /// @throws CloudFault.Stale when the resource has moved on
    public void delete(Caller caller, UUID id, Optional<Long> revision) {
        means.run(tx -> {
            var port = removable(tx, caller, id);
            Sight.unchanged(revision, port.standing());
            RouterPorts.mayGo(tx, port);
            means.due().cards(tx, List.of(id));
            remove(tx, port);
            keepDhcp(tx, caller, port);
            means.journal()
                    .changed(
                            tx,
                            caller,
                            NetworkActions.CHANGE.name(),
                            "port",
                            id,
                            port.standing().project(),
                            NOTHING);
        });
    }

    /// DHCP is answered whatever becomes of the port that it was answered from.
    private void keepDhcp(Tx tx, Caller caller, Port before) {
        if (!before.owner().equals(PortOwner.DHCP)) return;
        new DhcpPorts(this)
                .keep(tx, caller, Tables.NETWORKS.find(tx, before.network()).orElseThrow());
    }

    /// Removes ports with all that hangs on them; their networks' locks are held.
    void remove(Tx tx, Collection<Port> ports) {
        for (var port : ports) {
            FloatingTables.detach(tx, means, port.id());
            bindings.unbind(tx, port);
            PortStore.delete(tx, port.id());
            means.due().groups(tx, port.securityGroups());
        }
        // Those of a plug that was pulled before stay taken, too.
        if (!ports.isEmpty())
            bindings.freeAddresses(tx, ports.stream().map(Port::id).toList());
    }

    void remove(Tx tx, Port port) {
        remove(tx, List.of(port));
    }

    /// Tells the port's host how the port is now.
    void refresh(Tx tx, UUID port) {
        Tables.PORTS.find(tx, port).ifPresent(now -> bindings.refresh(tx, now));
    }
}
