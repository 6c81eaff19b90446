package brume.torture;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// Deletes all that a client has, whatever its state, in an order in which nothing stands in the way.
final class Sweep {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final List<Kind> ORDER = List.of(
            Kind.FLOATING_IP,
            Kind.SERVER,
            Kind.INTERFACE,
            Kind.ROUTER,
            Kind.PORT,
            Kind.SUBNET,
            Kind.NETWORK,
            Kind.RULE,
            Kind.GROUP,
            Kind.SERVER_GROUP,
            Kind.KEY,
            Kind.IMAGE,
            Kind.FLAVOR,
            Kind.PROJECT,
            Kind.USER);

    private final Client client;
    private final Violations violations;

    Sweep(Client client, Violations violations) {
        this.client = client;
        this.violations = violations;
    }

    /// @param kinds which, in the sweep's own order
    void go(Set<Kind> kinds) {
        for (var kind : ORDER) if (kinds.contains(kind)) all(kind);
    }

    private void all(Kind kind) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var rows = client.list(kind).orElse(List.of()).stream()
                    .filter(row -> Reckoning.own(client, kind, row))
                    .toList();
            if (rows.isEmpty()) return;
            if (System.nanoTime() > end) {
                violations.add(client.name() + ": can't be deleted: " + rows);
                return;
            }
            rows.forEach(row -> delete(kind, row));
            LockSupport.parkNanos(PERIOD.toNanos());
        }
    }

    private void delete(Kind kind, JsonNode row) {
        if (kind == Kind.INTERFACE) {
            var path = Kind.ROUTER.path(row.path("device_id").asString()) + "/remove_router_interface";
            client.door().send("PUT", kind.service(), path, Map.of("port_id", kind.id(row)));
        } else client.door().bare("DELETE", kind.service(), kind.path(kind.id(row)));
    }
}
