package brume.sim;

import brume.app.ControlPlane;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.network.NetworkShare;
import brume.cloud.network.NetworkShares;
import brume.cloud.network.NetworkWish;
import brume.cloud.network.Networks;
import brume.cloud.network.PortDraft;
import brume.cloud.network.PortWish;
import brume.cloud.network.SubnetDraft;
import brume.cloud.network.SubnetPools;
import brume.cloud.network.SubnetWish;
import brume.cloud.network.Tags;
import brume.cloud.network.address.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What tenants do with networks, subnets and ports.
final class NetworkVerbs {
    static final List<Verb> ALL = List.of(
            new Verb("network.create", 25, NetworkVerbs::network),
            new Verb("network.delete", 20, t -> Verbs.delete(t, Kind.NETWORK)),
            new Verb("subnet.create", 30, NetworkVerbs::subnet),
            new Verb("subnet.delete", 15, t -> Verbs.delete(t, Kind.SUBNET)),
            new Verb("port.create", 40, NetworkVerbs::port),
            new Verb("port.delete", 30, t -> Verbs.delete(t, Kind.PORT)),
            new Verb("subnet-pool.create", 15, NetworkVerbs::pool),
            new Verb("subnet-pool.delete", 15, t -> Verbs.delete(t, Kind.SUBNET_POOL)),
            new Verb("network-share.create", 12, NetworkVerbs::share),
            new Verb("network-share.delete", 12, t -> Verbs.delete(t, Kind.NETWORK_SHARE)),
            new Verb("network.tags", 6, NetworkVerbs::tag));

    private NetworkVerbs() {}

    static Networks networks(Tenant tenant) {
        return tenant.world().control().plane().networks();
    }

    static void network(Tenant tenant) {
        var name = tenant.fresh("net");
        var draft = new brume.cloud.network.NetworkVerbs.Draft(Optional.empty(), NetworkWish.named(name));
        tenant.make(
                Kind.NETWORK,
                "network.create",
                name,
                List.of(),
                caller -> networks(tenant)
                        .networks()
                        .create(caller, List.of(draft))
                        .getFirst()
                        .id());
    }

    static void subnet(Tenant tenant) {
        tenant.any(Kind.NETWORK).ifPresent(network -> {
            var name = tenant.fresh("sub");
            // Few ranges, so that some overlap; small ones, so that they fill up.
            var cidr = Cidr.of("10.1." + tenant.dice().nextInt(6) + ".0/" + (tenant.chance(30) ? 29 : 26));
            var draft = SubnetDraft.of(network.id(), SubnetWish.of(name, cidr));
            tenant.make(
                    Kind.SUBNET,
                    "subnet.create",
                    name,
                    List.of(network),
                    caller -> networks(tenant)
                            .subnets()
                            .create(caller, List.of(draft))
                            .getFirst()
                            .id());
        });
    }

    private static void pool(Tenant tenant) {
        var name = tenant.fresh("pool");
        var prefixes = List.of(Cidr.of("10.64." + tenant.dice().nextInt(200) + ".0/24"));
        var wish = new SubnetPools.Wish(
                Optional.of(name),
                Optional.empty(),
                Optional.of(prefixes),
                Optional.of(28),
                Optional.empty(),
                Optional.of(28),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        tenant.make(
                Kind.SUBNET_POOL,
                "subnet-pool.create",
                name,
                List.of(),
                caller -> networks(tenant)
                        .subnetPools()
                        .create(caller, List.of(new SubnetPools.Draft(Optional.empty(), wish)))
                        .getFirst()
                        .id());
    }

    private static void share(Tenant tenant) {
        var network = tenant.any(Kind.NETWORK);
        if (network.isEmpty()) return;
        var other = Chance.of(tenant.dice(), tenant.world().tenants());
        var draft = new NetworkShares.Draft(
                Optional.empty(), network.get().id(), NetworkShare.Access.SHARED, Optional.of(other.project()));
        tenant.make(
                Kind.NETWORK_SHARE,
                "network-share.create",
                network.get().id().toString(),
                List.of(network.get()),
                caller -> networks(tenant)
                        .shares()
                        .create(caller, List.of(draft))
                        .getFirst()
                        .id());
    }

    private static void tag(Tenant tenant) {
        tenant.any(Kind.NETWORK).ifPresent(network -> {
            var tag = "tag-" + tenant.dice().nextInt(3);
            tenant.ask(
                    "network.tags",
                    network,
                    caller -> networks(tenant)
                            .tags()
                            .change(caller, Tags.Kind.NETWORK, network.id(), old -> List.of(tag)));
        });
    }

    /// A network as it is, but of this name.
    static NetworkWish network(String name) {
        return NetworkWish.named(name);
    }

    /// A subnet as it is, but of this name.
    static SubnetWish subnet(String name) {
        return new SubnetWish(
                Optional.of(name),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// The external network, from which gateways and floating addresses come: small, so that it is soon used up.
    static UUID outside(ControlPlane plane) {
        var caller = new Caller(
                Optional.empty(),
                "default",
                new Scope.Project(new UUID(0x7000L, 0x8000_0000_0000_00ffL), "default"),
                Set.of("admin", "manager", "member", "reader"),
                "local",
                "outside");
        var draft = new brume.cloud.network.NetworkVerbs.Draft(
                Optional.empty(), NetworkWish.named("outside").outside());
        var network = plane.networks()
                .networks()
                .create(caller, List.of(draft))
                .getFirst()
                .id();
        var wish = SubnetWish.of("outside", Cidr.of("203.0.113.0/27")).withoutDhcp();
        plane.networks().subnets().create(caller, List.of(SubnetDraft.of(network, wish)));
        return network;
    }

    private static void port(Tenant tenant) {
        tenant.any(Kind.NETWORK).ifPresent(network -> {
            var name = tenant.fresh("port");
            var draft = new PortDraft(Optional.empty(), network.id(), port(name));
            tenant.make(
                    Kind.PORT,
                    "port.create",
                    name,
                    List.of(),
                    caller -> networks(tenant)
                            .ports()
                            .create(caller, List.of(draft))
                            .getFirst()
                            .id());
        });
    }

    /// A port as it is, but of this name.
    static PortWish port(String name) {
        return new PortWish(
                Optional.of(name),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
