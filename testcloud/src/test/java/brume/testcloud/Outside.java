package brume.testcloud;

import brume.cloud.access.Caller;
import brume.cloud.network.FloatingIp;
import brume.cloud.network.FloatingWish;
import brume.cloud.network.NetworkVerbs;
import brume.cloud.network.NetworkWish;
import brume.cloud.network.Networks;
import brume.cloud.network.Router;
import brume.cloud.network.RouterWish;
import brume.cloud.network.Routers;
import brume.cloud.network.SubnetDraft;
import brume.cloud.network.SubnetWish;
import brume.cloud.network.address.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// An external network, in a test cloud, and ways out to it.
final class Outside {
    final UUID network;
    private final Networks networks;

    Outside(TestCloud cloud) {
        networks = cloud.control().networks();
        var caller = Caller.cloud("req-test");
        network = networks.networks()
                .create(
                        caller,
                        List.of(new NetworkVerbs.Draft(
                                Optional.of(UUID.randomUUID()),
                                NetworkWish.named("outside").outside())))
                .getFirst()
                .id();
        var subnet = SubnetWish.of("outside", Cidr.of("192.0.2.0/24")).withoutDhcp();
        networks.subnets().create(caller, List.of(SubnetDraft.of(network, subnet)));
    }

    /// A router of the tenant's with its gateway outside, and a leg on the tenant's network.
    Router router(Tenant tenant) {
        var gateway = new RouterWish.Gateway(network, Optional.empty(), Optional.empty());
        var wish = new RouterWish(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Optional.of(gateway)),
                Optional.empty());
        var router = networks.routers()
                .create(tenant.caller, List.of(new Routers.Draft(Optional.empty(), wish)))
                .getFirst();
        networks.routers().addInterface(tenant.caller, router.id(), Optional.of(tenant.subnet), Optional.empty());
        return router;
    }

    /// A floating address of the tenant's, for a port or for none.
    FloatingIp floating(Tenant tenant, Optional<UUID> port) {
        var wish = new FloatingWish(Optional.empty(), port.map(Optional::of), Optional.empty());
        return networks.floatingIps()
                .create(
                        tenant.caller,
                        List.of(new FloatingWish.Draft(
                                Optional.empty(), network, Optional.empty(), Optional.empty(), wish)))
                .getFirst();
    }
}
