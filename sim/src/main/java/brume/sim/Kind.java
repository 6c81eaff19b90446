package brume.sim;

import brume.app.ControlPlane;
import brume.cloud.access.Caller;
import brume.cloud.compute.InstanceFilter;
import brume.cloud.compute.Instances;
import brume.cloud.image.ImageSearch;
import brume.cloud.network.FloatingIp;
import brume.cloud.network.Listing;
import brume.cloud.network.Network;
import brume.cloud.network.Port;
import brume.cloud.network.Router;
import brume.cloud.network.SecurityGroup;
import brume.cloud.network.SecurityGroupRule;
import brume.cloud.network.Subnet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// A kind of thing that tenants make: how one is looked at, found again by its name, and deleted.
enum Kind {
    NETWORK(
            (p, c, t) -> p.networks().networks().get(c, t.id()).standing().name(),
            (p, c, name) -> p.networks().networks().list(c, Listing.of("name", name)).stream()
                    .map(Network::id)
                    .toList(),
            (p, c, t) -> p.networks().networks().delete(c, t.id())),
    SUBNET(
            (p, c, t) -> p.networks().subnets().get(c, t.id()).standing().name(),
            (p, c, name) -> p.networks().subnets().list(c, Listing.of("name", name)).stream()
                    .map(Subnet::id)
                    .toList(),
            (p, c, t) -> p.networks().subnets().delete(c, t.id())),
    PORT(
            (p, c, t) -> p.networks().ports().get(c, t.id()).standing().name(),
            (p, c, name) -> p.networks().ports().list(c, Listing.of("name", name)).stream()
                    .map(Port::id)
                    .toList(),
            (p, c, t) -> p.networks().ports().delete(c, t.id())),
    ROUTER(
            (p, c, t) -> p.networks().routers().get(c, t.id()).standing().name(),
            (p, c, name) -> p.networks().routers().list(c, Listing.of("name", name)).stream()
                    .map(Router::id)
                    .toList(),
            (p, c, t) -> p.networks().routers().delete(c, t.id())),
    FLOATING_IP(
            (p, c, t) -> p.networks().floatingIps().get(c, t.id()).standing().description(),
            (p, c, name) -> p.networks().floatingIps().list(c, Listing.of("description", name)).stream()
                    .map(FloatingIp::id)
                    .toList(),
            (p, c, t) -> p.networks().floatingIps().delete(c, t.id())),
    SECURITY_GROUP(
            (p, c, t) -> p.networks().securityGroups().get(c, t.id()).standing().name(),
            (p, c, name) -> p.networks().securityGroups().list(c, Listing.of("name", name)).stream()
                    .map(SecurityGroup::id)
                    .toList(),
            (p, c, t) -> p.networks().securityGroups().delete(c, t.id())),
    SECURITY_GROUP_RULE(
            (p, c, t) ->
                    p.networks().securityGroupRules().get(c, t.id()).standing().description(),
            (p, c, name) -> p.networks().securityGroupRules().list(c, Listing.of("description", name)).stream()
                    .map(SecurityGroupRule::id)
                    .toList(),
            (p, c, t) -> p.networks().securityGroupRules().delete(c, t.id())),
    KEY_PAIR(
            (p, c, t) ->
                    p.compute().keyPairs().find(c, Optional.empty(), t.name()).name(),
            (p, c, name) -> p.compute().keyPairs().list(c, Optional.empty(), Optional.empty(), 1000).stream()
                    .filter(pair -> pair.name().equals(name))
                    .map(pair -> pair.id())
                    .toList(),
            (p, c, t) -> p.compute().keyPairs().delete(c, Optional.empty(), t.name())),
    SERVER_GROUP(
            (p, c, t) -> p.compute().serverGroups().find(c, t.id()).name(),
            (p, c, name) -> p.compute().serverGroups().list(c, false, 1000, 0).stream()
                    .filter(group -> group.name().equals(name))
                    .map(group -> group.id())
                    .toList(),
            (p, c, t) -> p.compute().serverGroups().delete(c, t.id())),
    IMAGE(
            (p, c, t) -> p.images().show(c, t.id()).name(),
            (p, c, name) -> p.images().list(c, new ImageSearch().names(List.of(name))).stream()
                    .map(image -> image.id())
                    .toList(),
            (p, c, t) -> p.images().delete(c, t.id())),
    INSTANCE(
            (p, c, t) ->
                    p.compute().instances().find(c, t.id()).instance().label().name(),
            (p, c, name) -> p
                    .compute()
                    .instances()
                    .list(c, InstanceFilter.of(c.home()), Instances.page(List.of(), Optional.empty(), 1000))
                    .stream()
                    .map(found -> found.instance())
                    .filter(i ->
                            i.label().name().equals(name) || i.label().name().startsWith(name + "-"))
                    .map(i -> i.id())
                    .toList(),
            (p, c, t) -> p.compute().instances().delete(c, t.id()));

    /// Looks at a thing.
    interface Look {
        /// @return its name
        String look(ControlPlane plane, Caller caller, Thing thing);
    }

    /// Finds things by their name.
    interface Search {
        List<UUID> named(ControlPlane plane, Caller caller, String name);
    }

    /// Deletes a thing.
    interface Deletion {
        void delete(ControlPlane plane, Caller caller, Thing thing);
    }

    private final Look look;
    private final Search search;
    private final Deletion deletion;

    Kind(Look look, Search search, Deletion deletion) {
        this.look = look;
        this.search = search;
        this.deletion = deletion;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Look look() {
        return look;
    }

    Search search() {
        return search;
    }

    Deletion deletion() {
        return deletion;
    }
}
