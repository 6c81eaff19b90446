package brume.sim;

import brume.app.ControlPlane;
import brume.base.json.Json;
import brume.cloud.access.Caller;
import brume.cloud.compute.Flavors;
import brume.cloud.compute.InstanceFilter;
import brume.cloud.compute.Instances;
import brume.cloud.compute.Named;
import brume.cloud.identity.Grant;
import brume.cloud.identity.Project;
import brume.cloud.identity.Projects;
import brume.cloud.identity.User;
import brume.cloud.identity.Users;
import brume.cloud.image.ImageSearch;
import brume.cloud.network.FloatingIp;
import brume.cloud.network.FloatingWish;
import brume.cloud.network.Listing;
import brume.cloud.network.Network;
import brume.cloud.network.NetworkShare;
import brume.cloud.network.Port;
import brume.cloud.network.Router;
import brume.cloud.network.SecurityGroup;
import brume.cloud.network.SecurityGroupRule;
import brume.cloud.network.SecurityGroups;
import brume.cloud.network.Subnet;
import brume.cloud.network.SubnetPool;
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
            (p, c, t) -> p.networks().networks().delete(c, t.id()),
            (p, c, t, name) -> p.networks().networks().update(c, t.id(), Optional.empty(), NetworkVerbs.network(name))),
    SUBNET(
            (p, c, t) -> p.networks().subnets().get(c, t.id()).standing().name(),
            (p, c, name) -> p.networks().subnets().list(c, Listing.of("name", name)).stream()
                    .map(Subnet::id)
                    .toList(),
            (p, c, t) -> p.networks().subnets().delete(c, t.id()),
            (p, c, t, name) -> p.networks().subnets().update(c, t.id(), Optional.empty(), NetworkVerbs.subnet(name))),
    PORT(
            (p, c, t) -> p.networks().ports().get(c, t.id()).standing().name(),
            (p, c, name) -> p.networks().ports().list(c, Listing.of("name", name)).stream()
                    .map(Port::id)
                    .toList(),
            (p, c, t) -> p.networks().ports().delete(c, t.id()),
            (p, c, t, name) -> p.networks().ports().update(c, t.id(), Optional.empty(), NetworkVerbs.port(name))),
    ROUTER(
            (p, c, t) -> p.networks().routers().get(c, t.id()).standing().name(),
            (p, c, name) -> p.networks().routers().list(c, Listing.of("name", name)).stream()
                    .map(Router::id)
                    .toList(),
            (p, c, t) -> p.networks().routers().delete(c, t.id()),
            (p, c, t, name) -> p.networks().routers().update(c, t.id(), Optional.empty(), RouterVerbs.named(name))),
    FLOATING_IP(
            (p, c, t) -> p.networks().floatingIps().get(c, t.id()).standing().description(),
            (p, c, name) -> p.networks().floatingIps().list(c, Listing.of("description", name)).stream()
                    .map(FloatingIp::id)
                    .toList(),
            (p, c, t) -> p.networks().floatingIps().delete(c, t.id()),
            (p, c, t, name) -> p.networks()
                    .floatingIps()
                    .update(
                            c,
                            t.id(),
                            Optional.empty(),
                            new FloatingWish(Optional.of(name), Optional.empty(), Optional.empty()))),
    SECURITY_GROUP(
            (p, c, t) -> p.networks().securityGroups().get(c, t.id()).standing().name(),
            (p, c, name) -> p.networks().securityGroups().list(c, Listing.of("name", name)).stream()
                    .map(SecurityGroup::id)
                    .toList(),
            (p, c, t) -> p.networks().securityGroups().delete(c, t.id()),
            (p, c, t, name) -> p.networks()
                    .securityGroups()
                    .update(
                            c,
                            t.id(),
                            Optional.empty(),
                            new SecurityGroups.Wish(Optional.of(name), Optional.empty(), Optional.empty()))),
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
            (p, c, t) -> p.images().delete(c, t.id()),
            (p, c, t, name) -> p.images().update(c, t.id(), about -> about.named(name))),
    SUBNET_POOL(
            (p, c, t) -> p.networks().subnetPools().get(c, t.id()).standing().name(),
            (p, c, name) -> p.networks().subnetPools().list(c, Listing.of("name", name)).stream()
                    .map(SubnetPool::id)
                    .toList(),
            (p, c, t) -> p.networks().subnetPools().delete(c, t.id())),
    /// Its name is the id of the network.
    NETWORK_SHARE(
            (p, c, t) -> p.networks().shares().get(c, t.id()).network().toString(),
            (p, c, name) -> p.networks().shares().list(c, Listing.ALL).stream()
                    .filter(share -> share.network().toString().equals(name))
                    .map(NetworkShare::id)
                    .toList(),
            (p, c, t) -> p.networks().shares().delete(c, t.id())),
    FLAVOR(
            (p, c, t) -> p.compute().flavors().find(c, t.id().toString()).name(),
            (p, c, name) -> p
                    .compute()
                    .flavors()
                    .list(c, new Flavors.Listing(Optional.empty(), 0, 0, Optional.empty(), 1000, "id", true))
                    .stream()
                    .filter(flavor -> flavor.name().equals(name))
                    .map(flavor -> UUID.fromString(flavor.id()))
                    .toList(),
            (p, c, t) -> p.compute().flavors().delete(c, t.id().toString())),
    PROJECT(
            (p, c, t) -> p.identity().projects().get(c, t.id()).name(),
            (p, c, name) -> p.identity().projects().list(c, Projects.Filter.ALL).stream()
                    .filter(project -> project.name().equals(name))
                    .map(Project::id)
                    .toList(),
            (p, c, t) -> p.identity().projects().delete(c, t.id()),
            (p, c, t, name) -> p.identity()
                    .projects()
                    .update(
                            c,
                            t.id(),
                            new Projects.Change(
                                    Optional.of(name),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Json.MAPPER.createObjectNode()))),
    USER(
            (p, c, t) -> p.identity().users().get(c, t.id()).name(),
            (p, c, name) -> p.identity().users().list(c, Users.Filter.ALL).stream()
                    .filter(user -> user.name().equals(name))
                    .map(User::id)
                    .toList(),
            (p, c, t) -> p.identity().users().delete(c, t.id()),
            (p, c, t, name) -> p.identity()
                    .users()
                    .update(
                            c,
                            t.id(),
                            new Users.Change(
                                    Optional.of(name),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Json.MAPPER.createObjectNode()))),
    /// Its parents are the user and the project. There is no way to look for one, as its id is its maker's.
    GRANT(
            (p, c, t) -> {
                p.identity().grants().require(c, grant(p, c, t));
                return t.name();
            },
            (p, c, name) -> List.of(),
            (p, c, t) -> p.identity().grants().take(c, grant(p, c, t))),
    INSTANCE(
            (p, c, t) ->
                    p.compute().instances().find(c, t.id()).instance().label().name(),
            (p, c, name) -> p
                    .compute()
                    .instances()
                    .names(c, InstanceFilter.of(c.home()), Instances.page(List.of(), Optional.empty(), 1000))
                    .stream()
                    .filter(i -> i.name().equals(name) || i.name().startsWith(name + "-"))
                    .map(Named::id)
                    .toList(),
            (p, c, t) -> p.compute().instances().delete(c, t.id()),
            (p, c, t, name) -> p.compute().instances().relabel(c, t.id(), label -> label.named(name)));

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

    /// Gives a thing another name.
    interface Change {
        void rename(ControlPlane plane, Caller caller, Thing thing, String name);
    }

    private final Look look;
    private final Search search;
    private final Deletion deletion;
    private final Optional<Change> change;

    Kind(Look look, Search search, Deletion deletion) {
        this.look = look;
        this.search = search;
        this.deletion = deletion;
        change = Optional.empty();
    }

    Kind(Look look, Search search, Deletion deletion, Change change) {
        this.look = look;
        this.search = search;
        this.deletion = deletion;
        this.change = Optional.of(change);
    }

    /// That the first parent may read in the second one.
    static Grant grant(ControlPlane plane, Caller caller, Thing thing) {
        var roles = plane.identity().roles().list(caller, Optional.empty(), Optional.of("reader"));
        return new Grant(
                new Grant.OfUser(thing.parents().get(0).id()),
                new Grant.OnProject(thing.parents().get(1).id()),
                roles.getFirst().id(),
                false);
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

    /// Absent for what keeps its name.
    Optional<Change> change() {
        return change;
    }
}
