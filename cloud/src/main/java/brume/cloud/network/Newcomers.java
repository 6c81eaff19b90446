package brume.cloud.network;

import brume.base.sql.Asked;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.cloud.hosts.HostOrders;
import brume.contract.HostId;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.contract.NetworkSpec;
import brume.contract.SecurityGroupSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Ports that came to networks and groups where their hosts have all that such a port needs: what these are told by now
/// is told with the port in it, and nothing is worked out anew (ADR 24). How many ports there are costs nothing then.
///
/// Whatever else a port may change is left to the whole plan: a host that had no port there before needs what is behind
/// its routers, other hosts have to know of that host, and floating addresses move.
final class Newcomers {
    private static final String PORTS = """
            select p.id, p.network, p.mac,
                   array(select host(a.ip) from port_address a where a.port = p.id order by a.place, a.ip) as ips,
                   array(select b.host from port_binding b where b.port = p.id and b.wanted order by b.host) as hosts,
                   array(select g.security_group from port_group g where g.port = p.id) as groups,
                   array(select pair ->> 'ip' from jsonb_array_elements(p.pairs) as pair) as pairs,
                   array(select r.remote_group from port_group g
                           join security_group_rule r on r.security_group = g.security_group
                          where g.port = p.id and r.remote_group is not null) as remotes,
                   array(select g.security_group from port_group g where g.port = p.id
                            and exists (select 1 from security_group_rule r
                                         where r.remote_group = g.security_group)) as named,
                   exists (select 1 from floating_ip f where f.port = p.id) as floating
              from port p where p.id = any(?::uuid[])
            """;

    /// A port, and what it needs.
    ///
    /// @param hosts   where it is plugged in
    /// @param groups  it is in
    /// @param remotes groups that their rules name
    /// @param named   those of its groups that any rule names: who is in them is told
    private record Newcomer(
            UUID id,
            UUID network,
            String mac,
            List<String> ips,
            Set<HostId> hosts,
            Set<UUID> groups,
            List<String> pairs,
            Set<UUID> remotes,
            Set<UUID> named,
            boolean floating) {
        static Newcomer of(Row row) {
            return new Newcomer(
                    row.uuid("id"),
                    row.uuid("network"),
                    row.text("mac"),
                    row.texts("ips"),
                    row.uuids("hosts").stream().map(HostId::new).collect(Collectors.toSet()),
                    Set.copyOf(row.uuids("groups")),
                    row.texts("pairs"),
                    Set.copyOf(row.uuids("remotes")),
                    Set.copyOf(row.uuids("named")),
                    row.flag("floating"));
        }
    }

    private final Map<UUID, Newcomer> ports;
    private final Map<ItemKey, Item> told;
    private final Map<ItemKey, List<HostOrders.Holding>> holdings;

    private Newcomers(Collection<Newcomer> ports, List<Item> told, List<HostOrders.Holding> holdings) {
        this.ports = ports.stream().collect(Collectors.toMap(Newcomer::id, port -> port));
        this.told = told.stream().collect(Collectors.toMap(Item::key, item -> item));
        this.holdings = holdings.stream().collect(Collectors.groupingBy(HostOrders.Holding::item));
    }

    /// Tells hosts of ports that came, if that is all there is to do.
    ///
    /// @param due what is due, and for which ports it is
    /// @return what they are told; nothing when there is more to do
    static Optional<Plan> tell(Tx tx, HostOrders orders, Map<Due.Key, Set<UUID>> due) {
        var ids = due.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        var ports = tx.ask(PORTS, Newcomer::of, ids).rows();
        if (ports.size() < ids.size() || ports.stream().anyMatch(Newcomer::floating)) return Optional.empty();
        var keys = due.keySet().stream().map(Newcomers::item).toList();
        var remotes = ports.stream()
                .flatMap(port -> port.remotes.stream())
                .map(id -> new ItemKey(ItemKey.Kind.SECURITY_GROUP, id));
        var holdings = orders.holdings(
                tx, Stream.concat(keys.stream(), remotes).distinct().toList());
        var told = orders.shared(tx, keys);
        var newcomers = new Newcomers(ports, told.rows(), holdings.rows());
        var plan = new Plan();
        for (var entry : due.entrySet()) {
            if (!newcomers.add(plan, entry.getKey(), entry.getValue())) return Optional.empty();
        }
        plan.write(tx, orders, new Plan.Before(Asked.of(newcomers.holders(keys)), Asked.of(told.rows())));
        return Optional.of(plan);
    }

    private static ItemKey item(Due.Key key) {
        return switch (key.kind()) {
            case NETWORK -> new ItemKey(ItemKey.Kind.NETWORK, key.id());
            case GROUP -> new ItemKey(ItemKey.Kind.SECURITY_GROUP, key.id());
            case ROUTER -> throw new IllegalArgumentException("no port comes to router " + key.id());
        };
    }

    private List<HostOrders.Holding> holders(List<ItemKey> keys) {
        return keys.stream().flatMap(key -> holdings(key).stream()).toList();
    }

    private List<HostOrders.Holding> holdings(ItemKey key) {
        return holdings.getOrDefault(key, List.of());
    }

    private Set<HostId> hosts(ItemKey key) {
        return holdings(key).stream().map(HostOrders.Holding::host).collect(Collectors.toSet());
    }

    /// @return whether this is all
    private boolean add(Plan plan, Due.Key key, Set<UUID> ids) {
        var item = item(key);
        var came = ids.stream().map(ports::get).toList();
        // A group that no host has, for ports that are plugged in nowhere, is nobody's to know.
        if (holdings(item).isEmpty()) return came.stream().allMatch(port -> port.hosts.isEmpty());
        if (!holdings(item).stream().allMatch(HostOrders.Holding::alike)) return false;
        var next = Optional.ofNullable(told.get(item)).flatMap(before -> with(before, came));
        next.ifPresent(now -> plan.wants(hosts(item), now));
        return next.isPresent();
    }

    /// @return nothing, where more than this changes
    private Optional<Item> with(Item before, List<Newcomer> came) {
        return switch (before) {
            case NetworkSpec network -> network(network, came);
            case SecurityGroupSpec group -> group(group, came);
            default -> Optional.empty();
        };
    }

    private Optional<Item> network(NetworkSpec before, List<Newcomer> came) {
        var byMac = new HashMap<String, Set<NetworkSpec.Neighbour>>();
        var ports = new HashMap<HostId, Set<String>>();
        for (var neighbour : before.neighbours()) {
            byMac.computeIfAbsent(neighbour.mac(), mac -> new HashSet<>()).add(neighbour);
            ports.computeIfAbsent(neighbour.host(), host -> new HashSet<>()).add(neighbour.mac());
        }
        var all = new ArrayList<>(before.neighbours());
        for (var port : came) {
            if (!port.network.equals(before.id())) return Optional.empty();
            var now = port.hosts.stream()
                    .map(host -> new NetworkSpec.Neighbour(port.mac, port.ips, host))
                    .collect(Collectors.toSet());
            var was = byMac.getOrDefault(port.mac, Set.of());
            if (!now.containsAll(was)) return Optional.empty();
            for (var neighbour : now) {
                if (was.contains(neighbour)) continue;
                // The first port on a host: other hosts, and routers, have to know of that.
                if (!ports.containsKey(neighbour.host())) return Optional.empty();
                all.add(neighbour);
            }
        }
        return Optional.of(before.with(NetworkPlans.sorted(all)));
    }

    private Optional<Item> group(SecurityGroupSpec before, List<Newcomer> came) {
        var members = new ArrayList<>(before.members());
        var holders = hosts(before.key());
        for (var port : came) {
            if (!port.groups.contains(before.id()) || !holders.containsAll(port.hosts)) return Optional.empty();
            for (var remote : port.remotes) {
                var there = hosts(new ItemKey(ItemKey.Kind.SECURITY_GROUP, remote));
                if (!there.containsAll(port.hosts)) return Optional.empty();
            }
            if (!port.named.contains(before.id())) continue;
            members.addAll(port.ips);
            port.pairs.stream().map(GroupPlans::plain).forEach(members::add);
        }
        return Optional.of(before.with(GroupPlans.sorted(members)));
    }
}
