package brume.cloud.network;

import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.cloud.network.address.Ip;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Floating addresses as values, and how they let go.
final class FloatingTables {
    static final Table<FloatingIp> FLOATING = new Table<>(
            "floating_ip",
            "floating_ip",
            "select floating_ip.*, '' as name, host(ip) as external, host(fixed_ip) as fixed from floating_ip",
            FloatingTables::floating,
            Table.tagged(Map.of(
                    "network", Column.id("network"),
                    "ip", Column.word("host(ip)"),
                    "port", Column.reference("port"),
                    "fixed", Column.word("host(fixed_ip)"),
                    "router", Column.reference("router"),
                    "status", Column.word("case when port is null then 'DOWN' else 'ACTIVE' end"))));

    private FloatingTables() {}

    private static FloatingIp floating(Row row) {
        return new FloatingIp(
                Standard.row(row),
                row.uuid("network"),
                row.uuid("subnet"),
                Ip.of(row.text("external")),
                row.uuid("own_port"),
                row.optUuid("port"),
                row.optText("fixed").map(Ip::of),
                row.optUuid("router"));
    }

    /// Every floating address of a port lets go of it.
    static void detach(Tx tx, Means means, UUID port) {
        detach(tx, means, "port = ?", port);
    }

    /// The floating address of one fixed address lets go of it.
    static void detach(Tx tx, Means means, UUID port, Ip fixed) {
        detach(tx, means, "port = ? and fixed_ip = ?::inet", port, fixed.toString());
    }

    private static void detach(Tx tx, Means means, String condition, Object... parameters) {
        record Tied(Optional<UUID> router, UUID port, UUID own) {}
        var tied = tx.query(
                "select router, port, own_port from floating_ip where " + condition,
                row -> new Tied(row.optUuid("router"), row.uuid("port"), row.uuid("own_port")),
                parameters);
        if (tied.isEmpty()) return;
        tied.forEach(t -> t.router.ifPresent(router -> OutsideHolds.add(tx, means.orders(), t.own, router)));
        var all = new java.util.ArrayList<Object>();
        all.add(means.now());
        all.addAll(java.util.List.of(parameters));
        tx.update("""
            update floating_ip
               set port = null, fixed_ip = null, router = null, revision = revision + 1, updated_at = ?
             where
            """ + " " + condition, all.toArray());
        means.due()
                .routers(
                        tx,
                        tied.stream().flatMap(t -> t.router.stream()).distinct().toList());
        means.due().cards(tx, tied.stream().map(Tied::port).toList());
    }
}
