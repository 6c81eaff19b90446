package brume.sim;

import brume.base.fault.CloudFault;
import brume.cloud.compute.Condition;
import brume.cloud.compute.Instance;
import brume.cloud.compute.InstanceRequest;
import brume.cloud.compute.Instances;
import brume.cloud.compute.Label;
import brume.cloud.network.NetworkRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/// What tenants do with instances.
final class InstanceVerbs {
    private static final int OPPOSITE_PERCENT = 25;
    private static final int AGAIN_PERCENT = 60;
    private static final List<String> FLAVORS = List.of("42", "84", "1", "2");

    static final List<Verb> ALL = List.of(
            new Verb("instance.create", 120, InstanceVerbs::create),
            new Verb("instance.start", 50, t -> t.any(Kind.INSTANCE).ifPresent(i -> start(t, i))),
            new Verb("instance.stop", 60, t -> t.any(Kind.INSTANCE).ifPresent(i -> stop(t, i))),
            new Verb("instance.pause", 40, t -> t.any(Kind.INSTANCE).ifPresent(i -> pause(t, i))),
            new Verb("instance.unpause", 40, t -> t.any(Kind.INSTANCE).ifPresent(i -> unpause(t, i))),
            new Verb("instance.reboot", 40, t -> t.any(Kind.INSTANCE).ifPresent(i -> reboot(t, i))),
            new Verb("instance.metadata", 20, t -> t.any(Kind.INSTANCE).ifPresent(i -> metadata(t, i))),
            new Verb("instance.lock", 5, t -> t.any(Kind.INSTANCE).ifPresent(i -> lock(t, i))),
            new Verb("instance.unlock", 20, t -> t.any(Kind.INSTANCE).ifPresent(i -> unlock(t, i))),
            new Verb("instance.console", 10, t -> t.any(Kind.INSTANCE).ifPresent(i -> console(t, i))),
            new Verb("instance.delete", 90, t -> Verbs.delete(t, Kind.INSTANCE)));

    private InstanceVerbs() {}

    private static Instances instances(Tenant tenant) {
        return tenant.world().control().plane().compute().instances();
    }

    private static void create(Tenant tenant) {
        var image = tenant.any(Kind.IMAGE);
        if (image.isEmpty()) return;
        var name = tenant.fresh("vm");
        int count = tenant.chance(15) ? 1 + tenant.dice().nextInt(4) : 1;
        var request = request(tenant, name, image.get(), count);
        var answer = tenant.ask(
                "instance.create",
                name + " " + count,
                caller -> instances(tenant).create(caller, request));
        switch (answer) {
            case Answer.Done<List<Instance>>(var made) ->
                made.forEach(instance -> tenant.add(
                        Kind.INSTANCE, instance.id(), instance.label().name(), List.of()));
            case Answer.Unknown<List<Instance>> u -> tenant.wonder(Kind.INSTANCE, name, List.of());
            case Answer.Refused<List<Instance>> r -> {}
            case Answer.Down<List<Instance>> d -> {}
        }
    }

    private static InstanceRequest request(Tenant tenant, String name, Thing image, int count) {
        return new InstanceRequest(
                new Label(name, Optional.empty(), "", Map.of(), List.of(), Optional.empty(), Optional.empty()),
                flavor(tenant),
                image.id(),
                tenant.chance(30) ? tenant.any(Kind.KEY_PAIR).map(Thing::name) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                cards(tenant, count),
                tenant.chance(30)
                        ? tenant.any(Kind.SECURITY_GROUP).map(g -> g.id().toString()).stream()
                                .toList()
                        : List.of(),
                tenant.chance(50) ? count : 1,
                count,
                tenant.chance(20) ? tenant.any(Kind.SERVER_GROUP).map(Thing::id) : Optional.empty(),
                Set.of(),
                tenant.chance(10) ? others(tenant) : Set.of());
    }

    private static String flavor(Tenant tenant) {
        var fresh = tenant.chance(30) ? tenant.world().operator().any(Kind.FLAVOR) : Optional.<Thing>empty();
        return fresh.map(thing -> thing.id().toString()).orElseGet(() -> Chance.of(tenant.dice(), FLAVORS));
    }

    private static Set<UUID> others(Tenant tenant) {
        return tenant.any(Kind.INSTANCE).map(i -> Set.of(i.id())).orElse(Set.of());
    }

    private static InstanceRequest.Cards cards(Tenant tenant, int count) {
        int way = tenant.dice().nextInt(10);
        if (way < 3) return new InstanceRequest.Cards.Auto();
        if (way < 4) return new InstanceRequest.Cards.None();
        var requests = new ArrayList<NetworkRequest>();
        if (way < 6 && count == 1) {
            tenant.any(Kind.PORT).ifPresent(port -> requests.add(NetworkRequest.port(port.id())));
        }
        tenant.any(Kind.NETWORK).ifPresent(network -> requests.add(NetworkRequest.network(network.id())));
        return new InstanceRequest.Cards.These(requests);
    }

    private static void turn(
            Tenant tenant,
            String verb,
            Thing thing,
            Condition to,
            BiConsumer<Instances, brume.cloud.access.Caller> call) {
        var answer = tenant.ask(verb, thing, caller -> {
            call.accept(instances(tenant), caller);
            return true;
        });
        switch (answer) {
            case Answer.Done<Boolean> d -> {
                if (verb.equals("instance.start") || verb.equals("instance.reboot")) thing.willBoot();
                else thing.willBe(to);
            }
            case Answer.Unknown<Boolean> u -> {
                thing.mayBe(to);
                again(tenant, () -> turn(tenant, verb, thing, to, call));
            }
            case Answer.Refused<Boolean>(var fault) -> {
                if (fault instanceof CloudFault.NotFound && thing.there()) {
                    throw new Violation("the-acknowledged-is-there", thing + ": " + fault);
                }
            }
            case Answer.Down<Boolean> d -> {}
        }
    }

    /// Thinks better of it at once.
    private static void perhaps(Tenant tenant, Runnable opposite) {
        if (!tenant.chance(OPPOSITE_PERCENT)) return;
        var world = tenant.world();
        var soon = Duration.ofMillis(tenant.dice().nextInt(300));
        world.timeline().after(world.nature(), soon, tenant.name() + " thinks better", opposite);
    }

    /// Whoever got no answer asks once more.
    private static void again(Tenant tenant, Runnable same) {
        if (!tenant.chance(AGAIN_PERCENT)) return;
        var world = tenant.world();
        var soon = Duration.ofMillis(tenant.dice().nextInt(2000));
        world.timeline().after(world.nature(), soon, tenant.name() + " asks again", same);
    }

    private static void start(Tenant tenant, Thing thing) {
        turn(
                tenant,
                "instance.start",
                thing,
                Condition.RUNNING,
                (i, c) -> i.start(c, thing.id(), Set.of(Condition.STOPPED)));
        perhaps(tenant, () -> stop(tenant, thing));
    }

    private static void stop(Tenant tenant, Thing thing) {
        turn(
                tenant,
                "instance.stop",
                thing,
                Condition.STOPPED,
                (i, c) -> i.stop(c, thing.id(), Set.of(Condition.RUNNING, Condition.PAUSED, Condition.FAILED)));
        perhaps(tenant, () -> start(tenant, thing));
    }

    private static void pause(Tenant tenant, Thing thing) {
        turn(
                tenant,
                "instance.pause",
                thing,
                Condition.PAUSED,
                (i, c) -> i.pause(c, thing.id(), Set.of(Condition.RUNNING)));
        perhaps(tenant, () -> unpause(tenant, thing));
    }

    private static void unpause(Tenant tenant, Thing thing) {
        turn(
                tenant,
                "instance.unpause",
                thing,
                Condition.RUNNING,
                (i, c) -> i.unpause(c, thing.id(), Set.of(Condition.PAUSED)));
        perhaps(tenant, () -> pause(tenant, thing));
    }

    private static void reboot(Tenant tenant, Thing thing) {
        boolean gently = tenant.dice().nextBoolean();
        var from = gently
                ? Set.of(Condition.RUNNING)
                : Set.of(Condition.RUNNING, Condition.STOPPED, Condition.PAUSED, Condition.SUSPENDED, Condition.FAILED);
        turn(tenant, "instance.reboot", thing, Condition.RUNNING, (i, c) -> i.reboot(c, thing.id(), from, gently));
    }

    private static void metadata(Tenant tenant, Thing thing) {
        var said = Map.of("level", "" + tenant.dice().nextInt(5));
        tenant.ask(
                "instance.metadata",
                thing,
                caller -> instances(tenant)
                        .relabel(caller, thing.id(), label -> label.with(said).tagged(List.copyOf(said.values()))));
    }

    private static void lock(Tenant tenant, Thing thing) {
        tenant.ask("instance.lock", thing, caller -> {
            instances(tenant).lock(caller, thing.id(), Optional.empty());
            return true;
        });
    }

    private static void unlock(Tenant tenant, Thing thing) {
        tenant.ask("instance.unlock", thing, caller -> {
            instances(tenant).unlock(caller, thing.id());
            return true;
        });
    }

    private static void console(Tenant tenant, Thing thing) {
        tenant.ask("instance.console", thing, caller -> instances(tenant).console(caller, thing.id(), 5));
    }
}
