package brume.sim;

import brume.cloud.network.NetworkWish;
import brume.cloud.network.Networks;
import brume.cloud.network.PortDraft;
import brume.cloud.network.PortWish;
import brume.cloud.network.SubnetDraft;
import brume.cloud.network.SubnetWish;
import brume.cloud.network.address.Cidr;
import java.util.List;
import java.util.Optional;

/// What tenants do with networks, subnets and ports.
final class NetworkVerbs {
    static final List<Verb> ALL = List.of(
            new Verb("network.create", 25, NetworkVerbs::network),
            new Verb("network.delete", 20, t -> Verbs.delete(t, Kind.NETWORK)),
            new Verb("subnet.create", 30, NetworkVerbs::subnet),
            new Verb("subnet.delete", 15, t -> Verbs.delete(t, Kind.SUBNET)),
            new Verb("port.create", 40, NetworkVerbs::port),
            new Verb("port.delete", 30, t -> Verbs.delete(t, Kind.PORT)));

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

    private static void port(Tenant tenant) {
        tenant.any(Kind.NETWORK).ifPresent(network -> {
            var name = tenant.fresh("port");
            var draft = new PortDraft(Optional.empty(), network.id(), named(name));
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

    static PortWish named(String name) {
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
