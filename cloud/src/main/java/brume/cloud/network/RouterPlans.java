package brume.cloud.network;

import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.contract.HostId;
import brume.contract.ItemKey;
import brume.contract.RouterSpec;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Routers as hosts should carry them: a host needs one when a port on one of its networks is plugged in there. One of
/// them has the gateway's addresses ([RouterHomes]). Floating addresses are where their ports are plugged in, and those
/// of ports without a plug at the gateway's; who has some but not the gateway has a leg for them alone.
final class RouterPlans {
    private record Place(UUID router, HostId host) {}

    /// A router's port with its addresses.
    private record Leg(
            UUID router,
            UUID port,
            UUID network,
            String mac,
            boolean gateway,
            List<String> addresses,
            List<String> gateways) {}

    /// @param host where its port is plugged in
    private record Floating(UUID router, Optional<HostId> host, RouterSpec.FloatingIp address) {}

    void add(Tx tx, Plan plan, Collection<UUID> ids, Map<UUID, HostId> homes) {
        if (ids.isEmpty()) return;
        var routers = RouterTables.ROUTERS.all(tx, ids).stream().collect(Collectors.toMap(Router::id, r -> r));
        var legs = legs(tx, ids).stream().collect(Collectors.groupingBy(Leg::router));
        var floating = floating(tx, ids).stream().collect(Collectors.groupingBy(Floating::router));
        var places = places(tx, ids);
        for (var id : ids) plan.covers(new ItemKey(ItemKey.Kind.ROUTER, id));
        for (var place : places) {
            var router = routers.get(place.router);
            if (router == null) continue;
            var home = Optional.ofNullable(homes.get(router.id()));
            var own = floating.getOrDefault(router.id(), List.of()).stream()
                    .filter(f -> f.host.or(() -> home).equals(Optional.of(place.host)))
                    .map(Floating::address)
                    .toList();
            var all = legs.getOrDefault(router.id(), List.of());
            plan.wants(place.host, spec(router, all, gateway(router, all, place.host, home, own), own));
        }
    }

    private static RouterSpec spec(
            Router router, List<Leg> legs, Optional<RouterSpec.Gateway> gateway, List<RouterSpec.FloatingIp> floating) {
        return new RouterSpec(
                router.id(),
                router.adminUp(),
                legs.stream()
                        .filter(leg -> !leg.gateway)
                        .map(leg -> new RouterSpec.Interface(leg.port, leg.network, leg.mac, leg.addresses))
                        .toList(),
                gateway,
                router.routes(),
                floating);
    }

    /// What a host has of a router's way out.
    private static Optional<RouterSpec.Gateway> gateway(
            Router router, List<Leg> legs, HostId host, Optional<HostId> home, List<RouterSpec.FloatingIp> floating) {
        var way = legs.stream().filter(leg -> leg.gateway).findFirst();
        if (home.equals(Optional.of(host))) {
            return way.map(leg ->
                    new RouterSpec.Gateway(leg.port, leg.network, leg.mac, leg.addresses, leg.gateways, router.snat()));
        }
        return way.filter(leg -> !floating.isEmpty())
                .map(leg -> new RouterSpec.Gateway(
                        leg.port,
                        leg.network,
                        mac(leg.port, host),
                        List.of(),
                        leg.gateways.stream().filter(ip -> ip.indexOf(':') < 0).toList(),
                        false));
    }

    /// The leg's MAC on a host that has not the gateway itself: locally administered, and no other's.
    private static String mac(UUID port, HostId host) {
        long mixed = port.getLeastSignificantBits() * 31 + host.value().getLeastSignificantBits();
        var bytes = ByteBuffer.allocate(Long.BYTES)
                .putLong(mixed * 0x9E3779B97F4A7C15L)
                .array();
        return "02:" + HexFormat.ofDelimiter(":").formatHex(bytes, 0, 5);
    }

    /// The hosts that carry each of those routers that have a gateway.
    static Map<UUID, Set<HostId>> hosts(Tx tx, Collection<UUID> routers) {
        if (routers.isEmpty()) return Map.of();
        var by = new HashMap<UUID, Set<HostId>>();
        tx.query(
                        "select id from router where id = any(?::uuid[]) and gateway_network is not null",
                        row -> row.uuid("id"),
                        routers)
                .forEach(router -> by.put(router, new HashSet<>()));
        for (var place : places(tx, by.keySet())) by.get(place.router).add(place.host);
        return by;
    }

    private static List<Leg> legs(Tx tx, Collection<UUID> routers) {
        return tx.query("""
                select x.router, p.id, p.network, p.mac, p.owner,
                       array(select host(a.ip) || '/' || masklen(s.cidr) from port_address a
                               join subnet s on s.id = a.subnet where a.port = p.id order by a.place, a.ip) as addresses,
                       array(select host(s.gateway) from port_address a join subnet s on s.id = a.subnet
                              where a.port = p.id and s.gateway is not null order by a.place, a.ip) as gateways
                  from (select router, port from router_interface where router = any(?::uuid[])
                        union
                        select r.id, g.id from router r
                          join port g on g.network = r.gateway_network and g.device = r.id::text
                           and g.owner = 'network:router_gateway'
                         where r.id = any(?::uuid[])) x
                  join port p on p.id = x.port
                 order by p.id
                """, RouterPlans::leg, routers, routers);
    }

    private static Leg leg(Row row) {
        return new Leg(
                row.uuid("router"),
                row.uuid("id"),
                row.uuid("network"),
                row.text("mac"),
                row.text("owner").equals(PortOwner.ROUTER_GATEWAY),
                row.texts("addresses"),
                row.texts("gateways"));
    }

    private static List<Floating> floating(Tx tx, Collection<UUID> routers) {
        return tx.query(
                """
                select f.router, b.host, f.id, host(f.ip) as external, host(f.fixed_ip) as fixed
                  from floating_ip f left join port_binding b on b.port = f.port and b.wanted
                 where f.router = any(?::uuid[])
                 order by f.id
                """,
                row -> new Floating(
                        row.uuid("router"),
                        row.optUuid("host").map(HostId::new),
                        new RouterSpec.FloatingIp(row.uuid("id"), row.text("external"), row.text("fixed"))),
                routers);
    }

    private static List<Place> places(Tx tx, Collection<UUID> routers) {
        return tx.query("""
                select distinct i.router, b.host
                  from router_interface i
                  join subnet s on s.id = i.subnet
                  join port_binding b on b.network = s.network and b.wanted
                 where i.router = any(?::uuid[])
                """, row -> new Place(row.uuid("router"), new HostId(row.uuid("host"))), routers);
    }

    /// Routers with a leg on any of these networks.
    static List<UUID> on(Tx tx, Collection<UUID> networks) {
        if (networks.isEmpty()) return List.of();
        return tx.query("""
                select distinct i.router from router_interface i join subnet s on s.id = i.subnet
                 where s.network = any(?::uuid[])
                union select id from router where gateway_network = any(?::uuid[])
                """, row -> row.uuid("router"), networks, networks);
    }

    /// Networks that any of these routers has a leg on, external ones too.
    static List<UUID> networksOf(Tx tx, Collection<UUID> routers) {
        if (routers.isEmpty()) return List.of();
        return tx.query("""
                select distinct s.network from router_interface i join subnet s on s.id = i.subnet
                 where i.router = any(?::uuid[])
                union select gateway_network from router where id = any(?::uuid[]) and gateway_network is not null
                """, row -> row.uuid("network"), routers, routers);
    }
}
