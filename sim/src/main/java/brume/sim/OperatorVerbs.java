package brume.sim;

import brume.base.json.Json;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.compute.Flavor;
import brume.cloud.identity.Projects;
import brume.cloud.identity.Users;
import brume.cloud.network.Listing;
import brume.cloud.quota.Limit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What an operator does: to sizes, limits, hosts, people and other people's instances.
final class OperatorVerbs {
    private static final long MIB = 1 << 20;
    private static final int MOST_LEFT = 3;
    static final List<Verb> ALL = List.of(
            new Verb("flavor.create", 20, OperatorVerbs::flavor),
            new Verb("flavor.change", 15, t -> t.any(Kind.FLAVOR).ifPresent(f -> specify(t, f))),
            new Verb("flavor.delete", 15, t -> Verbs.delete(t, Kind.FLAVOR)),
            new Verb("quota.change", 40, OperatorVerbs::quota),
            new Verb("host.disable", 15, t -> enable(t, false)),
            new Verb("host.enable", 40, t -> enable(t, true)),
            new Verb("host.fence", 40, OperatorVerbs::fence),
            new Verb("instance.reset", 10, OperatorVerbs::reset),
            new Verb("project.create", 20, OperatorVerbs::project),
            new Verb("project.use", 15, t -> t.any(Kind.PROJECT).ifPresent(p -> use(t, p))),
            new Verb("project.delete", 8, t -> Verbs.delete(t, Kind.PROJECT)),
            new Verb("user.create", 20, OperatorVerbs::user),
            new Verb("user.delete", 8, t -> Verbs.delete(t, Kind.USER)),
            new Verb("grant.create", 60, OperatorVerbs::grant),
            new Verb("grant.delete", 50, t -> Verbs.delete(t, Kind.GRANT)));

    private OperatorVerbs() {}

    private static UUID id(Tenant operator) {
        return new UUID(
                0x7000L | (operator.dice().nextLong() << 16), operator.dice().nextLong() >>> 2 | Long.MIN_VALUE);
    }

    private static void flavor(Tenant operator) {
        var id = id(operator);
        var name = operator.fresh("flavor");
        var size = new Flavor(
                id.toString(),
                name,
                1 + operator.dice().nextInt(3),
                64 * MIB * (1 + operator.dice().nextInt(8)),
                (1L << 30) * operator.dice().nextInt(4),
                0,
                0,
                1,
                operator.chance(80),
                Optional.empty(),
                Map.of(),
                Instant.EPOCH);
        operator.make(Kind.FLAVOR, "flavor.create", name, List.of(), caller -> {
            operator.world().control().plane().compute().flavors().create(caller, size);
            return id;
        });
    }

    private static void specify(Tenant operator, Thing flavor) {
        var value = "" + operator.dice().nextInt(4);
        operator.ask(
                "flavor.change",
                flavor,
                caller -> operator.world()
                        .control()
                        .plane()
                        .compute()
                        .flavors()
                        .specify(caller, flavor.id().toString(), Map.of("sim:level", value)));
    }

    /// A limit comes close to what is used already, and never below.
    private static void quota(Tenant operator) {
        var world = operator.world();
        var tenant = Chance.of(operator.dice(), world.tenants());
        var used = Books.used(world.observer(), tenant.project());
        var limit = Chance.of(operator.dice(), List.copyOf(used.keySet()));
        long value = used.get(limit) + operator.dice().nextInt(MOST_LEFT);
        operator.ask("quota.change", tenant.name() + " " + limit + " " + value, caller -> {
            var plane = world.control().plane();
            plane.sql().run(tx -> plane.quotas().set(tx, tenant.project(), limit, value));
            return true;
        });
    }

    private static void enable(Tenant operator, boolean enabled) {
        var machine = Chance.of(operator.dice(), operator.world().machines());
        operator.ask(enabled ? "host.enable" : "host.disable", machine.name(), caller -> {
            var plane = operator.world().control().plane();
            plane.sql()
                    .run(tx -> plane.hosts()
                            .enable(
                                    tx,
                                    machine.id(),
                                    enabled,
                                    enabled ? Optional.empty() : Optional.of("to be looked at")));
            return true;
        });
    }

    /// A host that nobody can reach is powered off, and then said to be: never otherwise.
    private static void fence(Tenant operator) {
        var away = operator.world().machines().stream().filter(Machine::away).toList();
        if (away.isEmpty()) return;
        var machine = Chance.of(operator.dice(), away);
        machine.powerOff();
        operator.ask("host.fence", machine.name(), caller -> {
            operator.world().control().plane().hosts().fences().fence(caller, machine.id(), "its power was cut");
            return true;
        });
    }

    private static void reset(Tenant operator) {
        var tenant = Chance.of(operator.dice(), operator.world().tenants());
        tenant.any(Kind.INSTANCE).ifPresent(thing -> {
            boolean well = operator.dice().nextBoolean();
            thing.disturbed();
            operator.ask("instance.reset", thing, caller -> {
                operator.world().control().plane().compute().instances().reset(caller, thing.id(), well);
                return true;
            });
        });
    }

    private static void project(Tenant operator) {
        var name = operator.fresh("project");
        var wanted = new Projects.Wanted(
                Optional.of("default"),
                Optional.empty(),
                name,
                "",
                true,
                List.of(),
                Json.MAPPER.createObjectNode(),
                Json.MAPPER.createObjectNode());
        operator.make(
                Kind.PROJECT,
                "project.create",
                name,
                List.of(),
                caller -> operator.world()
                        .control()
                        .plane()
                        .identity()
                        .projects()
                        .create(caller, wanted)
                        .id());
    }

    /// It gets limits of its own and a standard security group, which both end with it.
    private static void use(Tenant operator, Thing project) {
        operator.ask("project.use", project, caller -> {
            var plane = operator.world().control().plane();
            plane.sql().run(tx -> plane.quotas().set(tx, project.id(), Limit.PORTS, 3));
            var member = new Caller(
                    caller.user(),
                    "default",
                    new Scope.Project(project.id(), "default"),
                    Set.of("member", "reader"),
                    caller.source(),
                    caller.request());
            return plane.networks().securityGroups().list(member, Listing.ALL).size();
        });
    }

    private static void user(Tenant operator) {
        var name = operator.fresh("user");
        var wanted = new Users.Wanted(
                Optional.of("default"),
                name,
                Optional.empty(),
                true,
                Optional.empty(),
                Json.MAPPER.createObjectNode(),
                Json.MAPPER.createObjectNode());
        operator.make(
                Kind.USER,
                "user.create",
                name,
                List.of(),
                caller -> operator.world()
                        .control()
                        .plane()
                        .identity()
                        .users()
                        .create(caller, wanted)
                        .id());
    }

    private static void grant(Tenant operator) {
        var user = operator.any(Kind.USER);
        var project = operator.any(Kind.PROJECT);
        if (user.isEmpty() || project.isEmpty()) return;
        var pair = List.of(user.get(), project.get());
        // A second one could not be told from the first.
        boolean known = operator.things().stream()
                .anyMatch(thing -> thing.kind() == Kind.GRANT && thing.parents().equals(pair));
        if (known) return;
        var thing = new Thing(Kind.GRANT, id(operator), operator.fresh("grant"), pair);
        var answer = operator.ask("grant.create", thing, caller -> {
            var plane = operator.world().control().plane();
            plane.identity().grants().give(caller, Kind.grant(plane, caller, thing));
            return true;
        });
        switch (answer) {
            case Answer.Done<Boolean> d -> operator.add(thing);
            case Answer.Unknown<Boolean> u -> {
                thing.become(Thing.State.UNSURE);
                operator.add(thing);
            }
            case Answer.Refused<Boolean> r -> {}
            case Answer.Down<Boolean> d -> {}
        }
    }
}
