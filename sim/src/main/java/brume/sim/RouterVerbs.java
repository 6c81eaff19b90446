package brume.sim;

import brume.cloud.access.Caller;
import brume.cloud.network.FloatingWish;
import brume.cloud.network.Listing;
import brume.cloud.network.Port;
import brume.cloud.network.RouterWish;
import brume.cloud.network.Routers;
import brume.contract.Route;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// What tenants do with routers and floating addresses.
final class RouterVerbs {
    static final List<Verb> ALL = List.of(
            new Verb("router.create", 25, RouterVerbs::create),
            new Verb("router.gateway", 20, t -> t.any(Kind.ROUTER).ifPresent(r -> gateway(t, r))),
            new Verb("router.add-interface", 40, t -> t.any(Kind.ROUTER).ifPresent(r -> join(t, r))),
            new Verb("router.remove-interface", 15, t -> t.any(Kind.ROUTER).ifPresent(r -> part(t, r))),
            new Verb("router.routes", 10, t -> t.any(Kind.ROUTER).ifPresent(r -> routes(t, r))),
            new Verb("router.delete", 15, t -> Verbs.delete(t, Kind.ROUTER)),
            new Verb("floating-ip.create", 30, RouterVerbs::floating),
            new Verb("floating-ip.associate", 45, t -> t.any(Kind.FLOATING_IP).ifPresent(f -> associate(t, f))),
            new Verb(
                    "floating-ip.disassociate",
                    15,
                    t -> t.any(Kind.FLOATING_IP)
                            .ifPresent(f -> at(t, "floating-ip.disassociate", f, Optional.empty()))),
            new Verb("floating-ip.delete", 20, t -> Verbs.delete(t, Kind.FLOATING_IP)));

    private RouterVerbs() {}

    /// A router as it is, but of this name.
    static RouterWish named(String name) {
        return new RouterWish(
                Optional.of(name), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static RouterWish out(Optional<String> name, Optional<UUID> network) {
        var gateway = network.map(id -> new RouterWish.Gateway(id, Optional.empty(), Optional.empty()));
        return new RouterWish(name, Optional.empty(), Optional.empty(), Optional.of(gateway), Optional.empty());
    }

    private static Routers routers(Tenant tenant) {
        return NetworkVerbs.networks(tenant).routers();
    }

    static void create(Tenant tenant) {
        var name = tenant.fresh("router");
        var outside = tenant.chance(70) ? Optional.of(tenant.world().outside()) : Optional.<UUID>empty();
        var draft = new Routers.Draft(Optional.empty(), out(Optional.of(name), outside));
        tenant.make(
                Kind.ROUTER,
                "router.create",
                name,
                List.of(),
                caller -> routers(tenant)
                        .create(caller, List.of(draft))
                        .getFirst()
                        .id());
    }

    private static void change(Tenant tenant, String verb, Thing thing, Consumer<Caller> call) {
        tenant.ask(verb, thing, caller -> {
            call.accept(caller);
            return true;
        });
    }

    private static void gateway(Tenant tenant, Thing router) {
        var outside = tenant.chance(75) ? Optional.of(tenant.world().outside()) : Optional.<UUID>empty();
        change(
                tenant,
                "router.gateway",
                router,
                caller ->
                        routers(tenant).update(caller, router.id(), Optional.empty(), out(Optional.empty(), outside)));
    }

    static void join(Tenant tenant, Thing router) {
        tenant.any(Kind.SUBNET)
                .ifPresent(subnet -> change(
                        tenant,
                        "router.add-interface",
                        router,
                        caller -> routers(tenant)
                                .addInterface(caller, router.id(), Optional.of(subnet.id()), Optional.empty())));
    }

    private static void part(Tenant tenant, Thing router) {
        tenant.any(Kind.SUBNET)
                .ifPresent(subnet -> change(
                        tenant,
                        "router.remove-interface",
                        router,
                        caller -> routers(tenant)
                                .removeInterface(caller, router.id(), Optional.of(subnet.id()), Optional.empty())));
    }

    private static void routes(Tenant tenant, Thing router) {
        var hop = "10.1." + tenant.dice().nextInt(6) + "." + (2 + tenant.dice().nextInt(4));
        var route = new Route("192.168." + tenant.dice().nextInt(3) + ".0/24", hop);
        boolean none = tenant.chance(30);
        change(
                tenant,
                "router.routes",
                router,
                caller -> routers(tenant).routes(caller, router.id(), old -> none ? List.of() : List.of(route)));
    }

    private static void floating(Tenant tenant) {
        var name = tenant.fresh("fip");
        var draft = new FloatingWish.Draft(
                Optional.empty(),
                tenant.world().outside(),
                Optional.empty(),
                Optional.empty(),
                new FloatingWish(Optional.of(name), Optional.empty(), Optional.empty()));
        tenant.make(
                Kind.FLOATING_IP,
                "floating-ip.create",
                name,
                List.of(),
                caller -> NetworkVerbs.networks(tenant)
                        .floatingIps()
                        .create(caller, List.of(draft))
                        .getFirst()
                        .id());
    }

    private static void associate(Tenant tenant, Thing floating) {
        var port = tenant.chance(40) ? tenant.any(Kind.PORT).map(Thing::id) : plugged(tenant);
        if (port.isPresent()) at(tenant, "floating-ip.associate", floating, port);
    }

    /// A port of an instance.
    private static Optional<UUID> plugged(Tenant tenant) {
        var instance = tenant.any(Kind.INSTANCE);
        if (instance.isEmpty()) return Optional.empty();
        var ports = tenant.ask(
                "port.list",
                caller -> NetworkVerbs.networks(tenant)
                        .ports()
                        .list(caller, Listing.of("device", instance.get().id().toString())));
        return ports instanceof Answer.Done<List<Port>>(var some)
                ? some.stream().map(Port::id).findFirst()
                : Optional.empty();
    }

    private static void at(Tenant tenant, String verb, Thing floating, Optional<UUID> port) {
        change(
                tenant,
                verb,
                floating,
                caller -> NetworkVerbs.networks(tenant)
                        .floatingIps()
                        .update(
                                caller,
                                floating.id(),
                                Optional.empty(),
                                new FloatingWish(Optional.empty(), Optional.of(port), Optional.empty())));
    }
}
