package brume.cloud.network;

import brume.base.sql.Row;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Routers as values.
final class RouterTables {
    static final Table<Router> ROUTERS = new Table<>(
            "router",
            "router",
            """
            select router.*,
                   array(select a.subnet::text || ' ' || host(a.ip)
                           from port p join port_address a on a.port = p.id
                          where p.device = router.id::text and p.owner = 'network:router_gateway'
                            and p.network = router.gateway_network
                          order by a.place, a.ip) as gateway_ips
              from router
            """,
            RouterTables::router,
            Table.named(Map.of(
                    "admin_up", Column.flag("admin_up"),
                    "gateway_network", Column.reference("gateway_network"),
                    "status", Column.matching("'ACTIVE' = any(?)"))));

    private RouterTables() {}

    private static Router router(Row row) {
        List<FixedIp> ips = row.texts("gateway_ips").stream().map(Tables::fixed).toList();
        return new Router(
                Standard.row(row),
                row.flag("admin_up"),
                row.flag("snat"),
                row.optUuid("gateway_network"),
                ips,
                Tables.routes(row.json("routes")));
    }

    /// Where a router's gateway port is found.
    static String device(UUID router) {
        return router.toString();
    }
}
