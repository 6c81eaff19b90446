package brume.sim;

import brume.base.fault.CloudFault;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// Somebody who uses the cloud, without much of a plan, and who keeps the answers.
final class Tenant {
    private static final int PAUSE_MILLIS = 1500;
    private static final int SETTLED_THINGS = 12;
    private static final int BURST_PERCENT = 2;
    private static final int MOST_AT_ONCE = 8;

    /// Of the first ones whoever asks for them keeps the journal; the others may find all as it is to be.
    private static final Set<String> UNRECORDED = Set.of(
            "quota.change", "host.enable", "host.disable", "project.use", "image.deactivate", "image.reactivate");

    private record Wondered(Kind kind, String name, List<Thing> parents) {}

    private final World world;
    private final String name;
    private final Random dice;
    private final UUID project;
    private final UUID user;
    private final Set<String> roles;
    private final List<Verb> verbs;
    private final int weights;
    private final Map<UUID, Thing> things = new LinkedHashMap<>();
    private final List<Wondered> wondered = new ArrayList<>();
    private int asked;
    private int made;
    private boolean resting;

    private Tenant(World world, String name, int number, Set<String> roles, List<Verb> verbs) {
        this.world = world;
        this.name = name;
        this.roles = roles;
        dice = Chance.of(world.options().seed(), name);
        project = new UUID(0x7000L, 0x8000_0000_0000_0000L + number);
        user = new UUID(0x7001L, 0x8000_0000_0000_0000L + number);
        this.verbs = verbs.stream()
                .filter(verb -> !world.options().without().contains(verb.name()))
                .toList();
        weights = this.verbs.stream().mapToInt(Verb::weight).sum();
    }

    /// @param number from 1 on
    static Tenant of(World world, int number) {
        var tenant = new Tenant(world, "tenant-" + number, number, Set.of("member", "reader"), Verbs.ofTenants());
        Beginnings.of(tenant, number);
        tenant.begin();
        return tenant;
    }

    static Tenant operator(World world) {
        var all = Set.of("admin", "manager", "member", "reader");
        return new Tenant(world, "operator", 0, all, Verbs.ofOperators());
    }

    /// From now on it asks for things.
    void begin() {
        if (!world.options().without().contains(name) && weights > 0) next();
    }

    World world() {
        return world;
    }

    String name() {
        return name;
    }

    Random dice() {
        return dice;
    }

    UUID project() {
        return project;
    }

    Caller caller(String request) {
        return new Caller(
                Optional.of(user), "default", new Scope.Project(project, "default"), roles, "192.0.2.200", request);
    }

    /// It asks for nothing more.
    void rest() {
        resting = true;
    }

    private void next() {
        int pause = dice.nextInt(4) == 0 ? 0 : dice.nextInt(PAUSE_MILLIS);
        world.timeline().after(world.nature(), Duration.ofMillis(pause), name, this::act);
    }

    private void act() {
        if (resting) return;
        next();
        int at = dice.nextInt(weights);
        for (var verb : verbs) {
            at -= verb.weight();
            if (at >= 0) continue;
            verb.act().accept(this);
            if (chance(BURST_PERCENT)) burst(verb);
            return;
        }
    }

    /// The same many times, all at once.
    private void burst(Verb verb) {
        int times = 2 + dice.nextInt(MOST_AT_ONCE);
        for (int i = 0; i < times; i++) {
            world.timeline().after(world.nature(), Duration.ZERO, name + " bursts", () -> {
                if (!resting) verb.act().accept(this);
            });
        }
    }

    /// A name that nothing else has.
    String fresh(String word) {
        return name + "-" + word + "-" + ++made;
    }

    boolean chance(int percent) {
        return dice.nextInt(100) < percent;
    }

    /// Something of a kind that is surely there, and that no other name than ours is known of.
    Optional<Thing> any(Kind kind) {
        var all = there(kind);
        return all.isEmpty() ? Optional.empty() : Optional.of(Chance.of(dice, all));
    }

    List<Thing> there(Kind kind) {
        return things.values().stream()
                .filter(thing -> thing.kind() == kind && thing.there())
                .toList();
    }

    Collection<Thing> things() {
        return things.values();
    }

    Optional<Thing> thing(UUID id) {
        return Optional.ofNullable(things.get(id));
    }

    /// How many there may be of a kind at most, as far as we know.
    long most(Kind kind) {
        return things.values().stream()
                        .filter(thing -> thing.kind() == kind && thing.state() != Thing.State.GONE)
                        .count()
                + wondered.stream().filter(some -> some.kind == kind).count();
    }

    boolean wonders() {
        return !wondered.isEmpty();
    }

    /// Asks the cloud for something, and notes what came of it.
    <T> Answer<T> ask(String verb, Function<Caller, T> call) {
        return ask(verb, "", call);
    }

    /// @param about what, in the trace
    <T> Answer<T> ask(String verb, Object about, Function<Caller, T> call) {
        var request = "req-" + name + "-" + ++asked;
        var control = world.control();
        if (!control.up()) return end(verb, about, Coverage.End.DOWN, "", new Answer.Down<>());
        world.database().calm();
        try {
            var value = call.apply(caller(request));
            if (world.faults().strike(Fault.ANSWER_LOST, name)) {
                return end(verb, about, Coverage.End.UNKNOWN, "", new Answer.Unknown<>());
            }
            if (changes(verb)) world.books().acknowledged(request, verb);
            return end(verb, about, Coverage.End.DONE, "", new Answer.Done<>(value));
        } catch (CloudFault fault) {
            if (!world.database().struck()) world.books().refused(request, verb);
            return end(verb, about, Coverage.End.REFUSED, ": " + fault.getMessage(), new Answer.Refused<>(fault));
        } catch (ControlDied died) {
            control.die();
            return end(verb, about, Coverage.End.UNKNOWN, "", new Answer.Unknown<>());
        } catch (RuntimeException e) {
            if (!world.database().struck()) throw new Violation("a-verb-answers", name + " " + verb + ": " + e, e);
            return end(verb, about, Coverage.End.UNKNOWN, "", new Answer.Unknown<>());
        }
    }

    private static boolean changes(String verb) {
        return !verb.endsWith(".show")
                && !verb.endsWith(".list")
                && !verb.endsWith(".console")
                && !UNRECORDED.contains(verb)
                && !verb.endsWith(".delete-again");
    }

    private <T> Answer<T> end(String verb, Object about, Coverage.End end, String why, Answer<T> answer) {
        world.coverage().saw(verb, end);
        world.trace().line("  = " + name + " " + verb + " " + about + " " + end + why);
        return answer;
    }

    /// Makes something new.
    Optional<Thing> make(Kind kind, String verb, String name, List<Thing> parents, Function<Caller, UUID> call) {
        return switch (ask(verb, name, call)) {
            case Answer.Done<UUID>(var id) -> Optional.of(add(kind, id, name, parents));
            case Answer.Unknown<UUID> u -> {
                wonder(kind, name, parents);
                yield Optional.empty();
            }
            case Answer.Refused<UUID> r -> Optional.empty();
            case Answer.Down<UUID> d -> Optional.empty();
        };
    }

    Thing add(Kind kind, UUID id, String name, List<Thing> parents) {
        var thing = new Thing(kind, id, name, parents);
        if (world.invariants().hasShutDown(id)) thing.shutDown();
        return add(thing);
    }

    Thing add(Thing thing) {
        things.put(thing.id(), thing);
        return thing;
    }

    /// Perhaps there is something of this name.
    void wonder(Kind kind, String name, List<Thing> parents) {
        wondered.add(new Wondered(kind, name, parents));
    }

    /// Looks for what may have been made without an answer.
    void resolve() {
        if (wondered.isEmpty()) return;
        var first = wondered.removeFirst();
        var found = ask(
                first.kind.word() + ".list",
                caller -> first.kind.search().named(world.control().plane(), caller, first.name));
        switch (found) {
            case Answer.Done<List<UUID>>(var ids) ->
                ids.stream().filter(id -> !things.containsKey(id)).forEach(id -> {
                    var thing = add(first.kind, id, first.name, first.parents);
                    if (first.kind == Kind.INSTANCE) thing.renamed(first.name, false);
                });
            case Answer.Refused<List<UUID>>(var fault) -> throw new Violation("lists-answer", fault.toString(), fault);
            case Answer.Unknown<List<UUID>> u -> wondered.add(first);
            case Answer.Down<List<UUID>> d -> wondered.add(first);
        }
    }

    /// Looks at a thing, and compares.
    void look(Thing thing) {
        var answer = ask(
                thing.kind().word() + ".show",
                thing,
                caller -> thing.kind().look().look(world.control().plane(), caller, thing));
        switch (answer) {
            case Answer.Done<String>(var found) -> {
                if (thing.state() == Thing.State.GONE && thing.kind() != Kind.INSTANCE) {
                    throw new Violation("the-deleted-is-gone", thing + " is there");
                }
                if (thing.nameSure() && !found.equals(thing.name())) {
                    throw new Violation("the-acknowledged-is-there", thing + " is called " + found);
                }
                // An instance that goes is shown until it is gone.
                if (thing.kind() != Kind.INSTANCE) thing.become(Thing.State.THERE);
            }
            case Answer.Refused<String>(var fault) -> {
                if (thing.there()) throw new Violation("the-acknowledged-is-there", thing + ": " + fault);
                gone(thing);
            }
            case Answer.Unknown<String> u -> {}
            case Answer.Down<String> d -> {}
        }
    }

    void rename(Thing thing) {
        var fresh = fresh("name");
        var answer = ask(thing.kind().word() + ".rename", thing, caller -> {
            thing.kind().change().orElseThrow().rename(world.control().plane(), caller, thing, fresh);
            return true;
        });
        switch (answer) {
            case Answer.Done<Boolean> d -> thing.renamed(fresh, true);
            case Answer.Unknown<Boolean> u -> thing.renamed(fresh, false);
            case Answer.Refused<Boolean>(var fault)
            when fault instanceof CloudFault.NotFound && thing.there() ->
                throw new Violation("the-acknowledged-is-there", thing + ": " + fault);
            case Answer.Refused<Boolean> r -> {}
            case Answer.Down<Boolean> d -> {}
        }
    }

    void delete(Thing thing) {
        // An instance that goes already is not changed by being deleted once more.
        var verb = thing.kind().word() + (thing.there() ? ".delete" : ".delete-again");
        var answer = ask(verb, thing, caller -> {
            thing.kind().deletion().delete(world.control().plane(), caller, thing);
            return true;
        });
        switch (answer) {
            case Answer.Done<Boolean> d -> gone(thing);
            case Answer.Refused<Boolean>(var fault)
            when fault instanceof CloudFault.NotFound -> {
                if (thing.there()) throw new Violation("the-acknowledged-is-there", thing + ": " + fault);
                gone(thing);
            }
            case Answer.Refused<Boolean> r -> {}
            case Answer.Unknown<Boolean> u -> unsure(thing);
            case Answer.Down<Boolean> d -> {}
        }
    }

    private void gone(Thing thing) {
        thing.become(Thing.State.GONE);
        children(thing).forEach(child -> child.become(Thing.State.GONE));
        forgetOld();
    }

    private void unsure(Thing thing) {
        thing.become(Thing.State.UNSURE);
        children(thing).forEach(child -> child.become(Thing.State.UNSURE));
    }

    private List<Thing> children(Thing parent) {
        return things.values().stream().filter(thing -> thing.under(parent)).toList();
    }

    /// Of what is long gone, only so much is looked at again.
    private void forgetOld() {
        var gone = things.values().stream()
                .filter(thing -> thing.state() == Thing.State.GONE)
                .toList();
        gone.stream()
                .limit(Math.max(0, gone.size() - 10L * SETTLED_THINGS))
                .forEach(thing -> things.remove(thing.id()));
    }
}
