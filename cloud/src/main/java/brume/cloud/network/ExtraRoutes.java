package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Tx;
import brume.cloud.network.address.Cidr;
import brume.cloud.network.address.Ip;
import brume.contract.Route;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/// What holds for static routes of routers.
final class ExtraRoutes {
    private static final int MOST = 30;

    private ExtraRoutes() {}

    static void check(Tx tx, Router router, List<Route> routes) {
        if (routes.isEmpty()) return;
        if (routes.size() > MOST) {
            throw new CloudFault.Conflict(
                    "routes-exhausted",
                    "Unable to complete operation for " + router.id() + ". The number of routes exceeds the maximum "
                            + MOST + ".");
        }
        if (new HashSet<>(routes).size() < routes.size()) throw invalid(routes.getFirst(), "it is named twice");
        var near = near(tx, router);
        var own = own(tx, router);
        for (var route : routes) {
            var nexthop = Ip.parse(route.nexthop()).orElseThrow(() -> invalid(route, "the nexthop is no address"));
            if (near.stream().noneMatch(cidr -> cidr.contains(nexthop))) {
                throw invalid(route, "the nexthop is not connected with router");
            }
            if (own.contains(nexthop)) throw invalid(route, "the nexthop is used by router");
        }
    }

    private static CloudFault invalid(Route route, String why) {
        return new CloudFault.Invalid(
                "routes", "Invalid format for routes: " + route.destination() + " via " + route.nexthop() + ", " + why);
    }

    private static List<Cidr> near(Tx tx, Router router) {
        var outside = Tables.SUBNETS.all(
                tx, router.gatewayIps().stream().map(FixedIp::subnet).toList());
        return Stream.concat(RouterPorts.legs(tx, router.id()).stream(), outside.stream())
                .map(Subnet::cidr)
                .toList();
    }

    private static List<Ip> own(Tx tx, Router router) {
        return tx.query(
                "select host(a.ip) as ip from port p join port_address a on a.port = p.id where p.device = ?",
                row -> Ip.of(row.text("ip")),
                RouterTables.device(router.id()));
    }
}
