package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Asked;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.hosts.HostOrders;
import brume.cloud.network.address.Ip;
import brume.cloud.quota.Limit;
import brume.cloud.quota.Quotas;
import brume.contract.HostId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/// Ports as instances use them.
final class InstancePorts {
    private final Means means;
    private final Ports ports;
    private final Bindings bindings;

    InstancePorts(Means means, Ports ports, Bindings bindings) {
        this.means = means;
        this.ports = ports;
        this.bindings = bindings;
    }

    List<InstancePort> claim(
            Tx tx,
            Caller caller,
            UUID instance,
            List<NetworkRequest> asked,
            List<String> securityGroups,
            boolean auto) {
        claim(tx, caller, List.of(instance), next(tx, instance), asked, securityGroups, auto);
        return InstanceViews.of(tx, List.of(instance)).getOrDefault(instance, List.of());
    }

    /// As the other, for instances without a card. What is the same for all is looked up once.
    void claim(
            Tx tx,
            Caller caller,
            Collection<UUID> fresh,
            List<NetworkRequest> asked,
            List<String> securityGroups,
            boolean auto) {
        claim(tx, caller, fresh, 0, asked, securityGroups, auto);
    }

    /// @param slot the place of the first card
    private void claim(
            Tx tx,
            Caller caller,
            Collection<UUID> instances,
            int slot,
            List<NetworkRequest> asked,
            List<String> securityGroups,
            boolean auto) {
        var project = caller.home();
        var requests = asked.isEmpty() && auto ? usual(tx, caller) : asked;
        if (requests.isEmpty()) return;
        distinct(requests);
        long fresh = requests.stream().filter(r -> r.port().isEmpty()).count() * instances.size();
        // Asked together, as far as nothing depends on the answers.
        var limits = means.quotas().ask(tx, project, Limit.Family.NETWORK);
        var askedGroups = groups(tx, project, securityGroups);
        var ids = requests.stream()
                .flatMap(r ->
                        r.port().isPresent() ? networkOf(tx, caller, r.port().get()) : r.network().stream())
                .distinct()
                .sorted(Comparator.comparing(UUID::toString))
                .toList();
        for (var network : ids) Addresses.lock(tx, network);
        var all = List.copyOf(instances);
        var wanted = new LinkedHashMap<UUID, Supplier<Network>>();
        var batches = new HashMap<UUID, PortBatch>();
        for (var request : requests) {
            if (request.port().isPresent()) continue;
            var id = request.network().orElseThrow();
            wanted.computeIfAbsent(id, network -> NetworkVerbs.ask(tx, caller, network));
            if (request.fixedIp().isEmpty() && !batches.containsKey(id))
                batches.put(id, PortBatch.ask(tx, means, id, all.size()));
        }
        // A closed project is refused here, whatever it wants.
        var most = limits.get();
        if (fresh > 0) Quotas.check(most, Limit.PORTS, fresh, () -> Ports.used(tx, project));
        var groups = askedGroups.get();
        var networks = new HashMap<UUID, Network>();
        wanted.forEach((id, network) -> networks.put(id, usable(tx, caller, project, network.get())));
        for (int i = 0; i < requests.size(); i++) {
            int at = slot + i;
            var request = requests.get(i);
            if (request.port().isPresent()) {
                for (var one : all) take(tx, caller, one, request.port().get(), at);
                continue;
            }
            var network = networks.get(request.network().orElseThrow());
            // What was asked for before is true until the first port.
            var ready = Optional.ofNullable(batches.remove(network.id()));
            if (request.fixedIp().isEmpty()) {
                ready.orElseGet(() -> PortBatch.ask(tx, means, network.id(), all.size()))
                        .make(tx, project, network, groups, all, at);
                continue;
            }
            for (var one : all) belong(tx, make(tx, caller, project, network, one, request, groups), one, at);
        }
    }

    /// The first free place of an instance for a card.
    private static int next(Tx tx, UUID instance) {
        return tx.only(
                "select coalesce(max(slot) + 1, 0) as next from port where instance = ?",
                row -> row.integer("next"),
                instance);
    }

    /// Notes that a port was made for an instance.
    private static void belong(Tx tx, UUID port, UUID instance, int slot) {
        tx.update("update port set instance = ?, slot = ?, made = true where id = ?", instance, slot, port);
    }

    private static java.util.stream.Stream<UUID> networkOf(Tx tx, Caller caller, UUID port) {
        return java.util.stream.Stream.of(owned(tx, caller, port).network());
    }

    private static Port owned(Tx tx, Caller caller, UUID port) {
        return Tables.PORTS
                .find(tx, port)
                .filter(p -> Sight.owns(caller, p.standing().project()))
                .orElseThrow(() -> new CloudFault.NotFound("port", port));
    }

    private static void distinct(List<NetworkRequest> requests) {
        var seen = new HashSet<UUID>();
        for (var request : requests) {
            if (request.port().isEmpty() && request.network().isEmpty()) {
                throw new CloudFault.Invalid("a network or a port is needed");
            }
            if (request.port().isPresent() && !seen.add(request.port().get())) {
                throw new CloudFault.Invalid(
                        "port-twice", "port " + request.port().get() + " is named twice");
            }
        }
    }

    /// The project's only network, as nobody named one.
    private static List<NetworkRequest> usual(Tx tx, Caller caller) {
        var project = caller.home();
        var usable = tx.query("""
            select n.id from network n
             where n.admin_up and (n.project = ? and not n.external or %s)
               and exists (select 1 from subnet s where s.network = n.id) order by n.id
            """.formatted(Sight.SHARED_WITH.formatted("n")), row -> row.uuid("id"), project, project);
        if (usable.size() > 1) {
            throw new CloudFault.Conflict(
                    "ambiguous", "Multiple possible networks found, use a Network ID to be more specific.");
        }
        return usable.stream().map(NetworkRequest::network).toList();
    }

    private Supplier<List<UUID>> groups(Tx tx, UUID project, List<String> names) {
        if (names.isEmpty()) {
            var standard = StandardGroup.kept(tx, means, project);
            return () -> List.of(standard.get());
        }
        var ids = new LinkedHashMap<UUID, String>();
        for (var name : names) {
            if (name.equals("default")) StandardGroup.of(tx, means, project);
            var found = tx.query(
                    "select id from security_group where project = ? and (name = ? or id = ?::uuid)",
                    row -> row.uuid("id"),
                    project,
                    name,
                    Ids.parse(name));
            if (found.isEmpty()) throw new CloudFault.NotFound("security_group", name);
            if (found.size() > 1) {
                throw new CloudFault.Conflict(
                        "ambiguous",
                        "Multiple security_group matches found for name '" + name
                                + "', use an ID to be more specific.");
            }
            ids.putIfAbsent(found.getFirst(), name);
        }
        var kept = StandardGroup.keep(tx, ids.keySet());
        ids.forEach((id, name) -> {
            if (!kept.contains(id)) throw new CloudFault.NotFound("security_group", name);
        });
        return () -> List.copyOf(ids.keySet());
    }

    private void take(Tx tx, Caller caller, UUID instance, UUID id, int slot) {
        owned(tx, caller, id);
        var port = Tables.PORTS.lock(tx, id).orElseThrow(() -> new CloudFault.NotFound("port", id));
        boolean free =
                port.device().isEmpty() && !tx.exists("select 1 from port where id = ? and instance is not null", id);
        if (!free) throw new CloudFault.Conflict("port-in-use", "Port " + id + " is still in use.");
        if (!port.vnic().equals("normal")) {
            throw new CloudFault.Invalid(
                    "port-vnic", "Port " + id + " asks for a " + port.vnic() + " card: no host has any.");
        }
        if (port.fixedIps().isEmpty()) {
            throw new CloudFault.Invalid(
                    "port-without-address", "Port " + id + " requires a FixedIP in order to be used.");
        }
        PortStore.update(tx, id, PortWish.of(instance.toString(), PortOwner.COMPUTE), means.now());
        tx.update("update port set instance = ?, slot = ?, made = false where id = ?", instance, slot, id);
    }

    /// A network that instances of the project may have cards on.
    private static Network usable(Tx tx, Caller caller, UUID project, Network network) {
        boolean usable =
                Sight.owns(caller, network.standing().project()) || NetworkVerbs.sharedWith(tx, network, project);
        if (network.external() && !usable) {
            throw new CloudFault.Forbidden(
                    "It is not allowed to create an interface on external network " + network.id());
        }
        if (!usable) throw new CloudFault.NotFound("network", network.id());
        if (network.subnets().isEmpty()) {
            throw new CloudFault.Invalid(
                    "network-without-subnet",
                    "Network " + network.id() + " requires a subnet in order to boot instances on.");
        }
        return network;
    }

    private UUID make(
            Tx tx,
            Caller caller,
            UUID project,
            Network network,
            UUID instance,
            NetworkRequest request,
            List<UUID> groups) {
        var wish = PortWish.of(instance.toString(), PortOwner.COMPUTE);
        if (network.portSecurity()) wish = wish.in(groups);
        if (request.fixedIp().isPresent()) {
            var ip = Ip.parse(request.fixedIp().get())
                    .orElseThrow(() -> new CloudFault.Invalid(
                            "Invalid fixed IP " + request.fixedIp().get()));
            wish = wish.at(List.of(new AddressWish(Optional.empty(), Optional.of(ip))));
        }
        Ports.restrict(caller, network, wish);
        return ports.make(tx, caller, Optional.of(project), network, wish).id();
    }

    void bind(Tx tx, UUID port, UUID residence, HostId host) {
        bindings.bind(tx, find(tx, port), residence, host);
    }

    static Asked<Plug> plugs(Tx tx, Collection<UUID> instances) {
        return tx.ask(
                Tables.PORTS.select() + " where instance = any(?::uuid[]) order by id",
                row -> new Plug(Tables.PORTS.reader().read(row), row.uuid("instance")),
                instances);
    }

    List<HostOrders.Held> plug(Tx tx, List<Plug> plugs, Map<UUID, InstanceHome> homes) {
        return bindings.plug(
                tx,
                plugs.stream()
                        .map(plug -> {
                            var home = homes.get(plug.instance());
                            return new Bindings.Wish(
                                    plug.port(),
                                    home.residence(),
                                    home.host().id(),
                                    home.host().name());
                        })
                        .toList());
    }

    void unbind(Tx tx, UUID port) {
        Tables.PORTS.find(tx, port).ifPresent(found -> bindings.unbind(tx, found));
    }

    private static Port find(Reads reads, UUID port) {
        return Tables.PORTS.find(reads, port).orElseThrow(() -> new CloudFault.NotFound("port", port));
    }

    void release(Tx tx, UUID instance) {
        var all = Tables.PORTS.where(tx, "instance = ?", instance);
        all.stream()
                .map(Port::network)
                .distinct()
                .sorted(Comparator.comparing(UUID::toString))
                .forEach(n -> Addresses.lock(tx, n));
        release(tx, all);
    }

    private void release(Tx tx, List<Port> all) {
        if (all.isEmpty()) return;
        var made = Set.copyOf(tx.query(
                "select id from port where id = any(?::uuid[]) and made",
                row -> row.uuid("id"),
                all.stream().map(Port::id).toList()));
        for (var port : all) {
            if (made.contains(port.id())) continue;
            bindings.unbind(tx, port);
            PortStore.update(tx, port.id(), PortWish.of("", ""), means.now());
            tx.update("update port set instance = null where id = ?", port.id());
        }
        ports.remove(tx, all.stream().filter(port -> made.contains(port.id())).toList());
    }

    /// @throws CloudFault.NotFound when it is no port of this instance
    void detach(Tx tx, UUID instance, UUID port) {
        var found = find(tx, port);
        if (!tx.exists("select 1 from port where id = ? and instance = ?", port, instance)) {
            throw new CloudFault.NotFound("port", port);
        }
        Addresses.lock(tx, found.network());
        means.due().cards(tx, List.of(port));
        release(tx, List.of(found));
    }

    Map<UUID, List<InstancePort>> of(Reads reads, Collection<UUID> instances) {
        return InstanceViews.of(reads, instances);
    }
}
