package brume.cloud.network;

import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.cloud.hosts.Host;
import brume.contract.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Which host has a router's gateway: the address outside, and what leaves by it, are on one host alone. It stays where
/// it is as long as it can; where it goes else is told by the ids of router and host, so that many routers spread, and
/// any planner decides the same.
final class RouterHomes {
    /// How long a host may be out of reach before its gateways go elsewhere: longer than a restart of ours.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private RouterHomes() {}

    /// Chooses anew where that is needed.
    ///
    /// @param places the hosts that carry each router that has a gateway
    /// @return the hosts of the gateways
    static Map<UUID, HostId> choose(Tx tx, Map<UUID, Set<HostId>> places, Collection<Host> hosts, Instant now) {
        var known = hosts.stream().collect(Collectors.toMap(Host::id, h -> h));
        var homes = of(tx, places.keySet());
        var chosen = new HashMap<UUID, HostId>();
        places.forEach((router, some) -> {
            var before = Optional.ofNullable(homes.get(router));
            var next = choose(
                    router,
                    before,
                    some.stream().filter(known::containsKey).map(known::get).toList(),
                    now);
            next.ifPresent(host -> chosen.put(router, host));
            if (!next.equals(before)) move(tx, router, next);
        });
        return chosen;
    }

    static Optional<HostId> choose(UUID router, Optional<HostId> before, Collection<Host> places, Instant now) {
        var stays = places.stream()
                .filter(host -> before.equals(Optional.of(host.id())))
                .findFirst();
        if (stays.filter(host -> host.enabled() && reachable(host, now)).isPresent()) return before;
        var best =
                Comparator.comparing((Host host) -> weight(router, host.id())).thenComparing(h -> h.id().value());
        var fit = places.stream()
                .filter(host -> host.enabled() && host.connected())
                .max(best);
        // None is better than the one that has it.
        return fit.or(() -> stays).or(() -> places.stream().max(best)).map(Host::id);
    }

    private static boolean reachable(Host host, Instant now) {
        return host.connected() || now.isBefore(host.changedAt().plus(PATIENCE));
    }

    /// A number that is as good as random, and the same each time (rendezvous hashing).
    private static long weight(UUID router, HostId host) {
        long mixed = router.getLeastSignificantBits() * 0x9E3779B97F4A7C15L
                ^ host.value().getLeastSignificantBits();
        mixed = (mixed ^ mixed >>> 31) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 29;
    }

    private static Map<UUID, HostId> of(Reads reads, Collection<UUID> routers) {
        if (routers.isEmpty()) return Map.of();
        return reads
                .query(
                        "select router, host from router_home where router = any(?::uuid[])",
                        row -> Map.entry(row.uuid("router"), new HostId(row.uuid("host"))),
                        routers)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void move(Tx tx, UUID router, Optional<HostId> host) {
        if (host.isEmpty()) {
            leave(tx, router);
            return;
        }
        tx.update("""
            insert into router_home (router, host) values (?, ?)
                on conflict (router) do update set host = excluded.host
            """, router, host.get().value());
    }

    /// The router has no gateway any more.
    static void leave(Tx tx, UUID router) {
        tx.update("delete from router_home where router = ?", router);
    }

    /// Hosts with gateways.
    static List<HostId> all(Reads reads) {
        return reads.query("select distinct host from router_home order by host", row -> new HostId(row.uuid("host")));
    }

    /// Routers whose gateways are on a host.
    static List<UUID> at(Reads reads, HostId host) {
        return reads.query(
                "select router from router_home where host = ? order by router",
                row -> row.uuid("router"),
                host.value());
    }
}
