package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import java.util.Optional;

/// The ways out of routers.
final class Gateways {
    private final Means means;
    private final Ports ports;

    Gateways(Means means, Ports ports) {
        this.means = means;
        this.ports = ports;
    }

    /// Makes the gateway so; the router's row is locked.
    void set(Tx tx, Caller caller, Router router, Optional<RouterWish.Gateway> wish) {
        wish.ifPresent(w -> restrict(caller, router, w));
        boolean same = wish.isPresent() && router.gatewayNetwork().equals(wish.map(RouterWish.Gateway::network));
        if (router.gatewayNetwork().isPresent() && !same) clear(tx, router);
        if (wish.isEmpty()) return;
        var gateway = wish.get();
        if (same) move(tx, router, gateway);
        else open(tx, caller, router, gateway);
        tx.update(
                "update router set gateway_network = ?, snat = ?, updated_at = ? where id = ?",
                gateway.network(),
                gateway.snat().orElse(!same || router.snat()),
                means.now(),
                router.id());
        means.due().router(tx, router.id());
        means.due().network(tx, gateway.network());
    }

    private static void restrict(Caller caller, Router router, RouterWish.Gateway wish) {
        boolean chosen = wish.ips().filter(ips -> !ips.isEmpty()).isPresent()
                || wish.snat().filter(on -> on != router.snat()).isPresent();
        if (chosen) caller.require(NetworkActions.CHOOSE_EXTERNAL, Target.ANY);
    }

    private void clear(Tx tx, Router router) {
        var old = router.gatewayNetwork().orElseThrow();
        Addresses.lock(tx, old);
        if (tx.exists("select 1 from floating_ip where router = ?", router.id())) {
            throw new CloudFault.Conflict(
                    "gateway-in-use-by-floating-ip",
                    "Gateway cannot be updated for router " + router.id()
                            + ", since a gateway to external network " + old
                            + " is required by one or more floating IPs.");
        }
        port(tx, router).ifPresent(port -> {
            OutsideHolds.add(tx, means.orders(), port.id(), router.id());
            ports.remove(tx, port);
        });
        tx.update("update router set gateway_network = null, snat = true where id = ?", router.id());
        RouterHomes.leave(tx, router.id());
        means.due().network(tx, old);
        means.due().router(tx, router.id());
    }

    private static Optional<Port> port(Tx tx, Router router) {
        return PortStore.ofDevice(tx, RouterTables.device(router.id())).stream()
                .filter(port -> port.owner().equals(PortOwner.ROUTER_GATEWAY))
                .findFirst();
    }

    private void open(Tx tx, Caller caller, Router router, RouterWish.Gateway wish) {
        var network = NetworkVerbs.visible(tx, caller, wish.network());
        if (!NetworkVerbs.externalTo(tx, network, router.standing().project())) {
            throw bad("Network " + network.id() + " is not an external network");
        }
        Addresses.lock(tx, network.id());
        apart(tx, router, network);
        var want = PortWish.of(RouterTables.device(router.id()), PortOwner.ROUTER_GATEWAY);
        if (wish.ips().filter(ips -> !ips.isEmpty()).isPresent())
            want = want.at(wish.ips().get());
        if (ports.make(tx, caller, Optional.empty(), network, want).fixedIps().isEmpty()) {
            throw bad("No IPs available for external network " + network.id());
        }
    }

    private static CloudFault bad(String message) {
        return new CloudFault.Invalid("bad-router", "Bad router request: " + message + ".");
    }

    private static void apart(Tx tx, Router router, Network network) {
        var outside = Tables.SUBNETS.where(tx, "network = ?", network.id());
        for (var leg : RouterPorts.legs(tx, router.id())) {
            for (var subnet : outside) {
                if (leg.cidr().overlaps(subnet.cidr())) {
                    throw bad("Cidr " + leg.cidr() + " of subnet " + leg.id() + " overlaps with cidr " + subnet.cidr()
                            + " of subnet " + subnet.id());
                }
            }
        }
    }

    private static void move(Tx tx, Router router, RouterWish.Gateway wish) {
        if (wish.ips().filter(ips -> !ips.isEmpty()).isEmpty()) return;
        Addresses.lock(tx, wish.network());
        Addresses.change(tx, port(tx, router).orElseThrow(), wish.ips().get());
    }
}
