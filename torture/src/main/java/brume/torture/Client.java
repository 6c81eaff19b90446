package brume.torture;

import brume.base.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/// One client at work: it makes, changes, looks at and deletes things one after another, chosen by chance, and goes by
/// what it was told. Whatever it asks is in its journal first.
final class Client implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(30);
    private static final Duration AFTER_SILENCE = Duration.ofSeconds(2);

    private final String name;
    private final Door door;
    private final Path file;
    private final Journal journal;
    private final Ledger ledger = new Ledger();
    private final RandomGenerator chance;
    private final Violations violations;
    private final List<Act> acts = new ArrayList<>();
    private final Map<Kind, Integer> made = new EnumMap<>(Kind.class);
    private volatile boolean stopping;
    private int weight;

    /// Something that a client may do next.
    private record Act(int weight, Runnable run) {}

    Client(String name, Door door, Path folder, RandomGenerator chance, Violations violations) {
        this.name = name;
        this.door = door;
        this.file = folder.resolve(name + ".journal");
        this.journal = new Journal(file);
        this.chance = chance;
        this.violations = violations;
    }

    String name() {
        return name;
    }

    Door door() {
        return door;
    }

    RandomGenerator chance() {
        return chance;
    }

    /// What its journal says, read from the disk.
    Ledger readBack() {
        return Journal.read(file);
    }

    /// @param weight how likely, among all
    void may(int weight, Runnable act) {
        acts.add(new Act(weight, act));
        this.weight += weight;
    }

    /// Works until it is stopped.
    void work() {
        while (!stopping) {
            long unanswered = door.unanswered();
            next().run.run();
            boolean silent = door.unanswered() > unanswered;
            long most = (silent ? AFTER_SILENCE : PAUSE).toNanos();
            LockSupport.parkNanos(chance.nextLong(most));
        }
    }

    void stop() {
        stopping = true;
    }

    private Act next() {
        int at = chance.nextInt(weight);
        for (var act : acts) if ((at -= act.weight) < 0) return act;
        throw new IllegalStateException("nothing to do");
    }

    // --- what it knows

    /// A word that names one thing of this client, for ever.
    String word(Kind kind) {
        int number = made.merge(kind, 1, Integer::sum);
        return name + "-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + number;
    }

    Thing thing(String key) {
        return ledger.thing(key);
    }

    /// Any thing of a kind that must be there.
    Optional<Thing> any(Kind kind) {
        return any(kind, thing -> true);
    }

    Optional<Thing> any(Kind kind, Predicate<Thing> which) {
        var all = ledger.things()
                .filter(thing -> thing.kind() == kind && thing.there() && thing.known())
                .filter(which)
                .toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(chance.nextInt(all.size())));
    }

    /// Whether it has fewer than so many, with those that may be there.
    boolean fewer(Kind kind, int most) {
        return ledger.things()
                        .filter(thing -> thing.kind() == kind && !thing.gone())
                        .count()
                < most;
    }

    // --- what it does

    /// Makes a thing by a POST to its kind's list.
    Thing create(Kind kind, String key, Map<String, ?> body, Thing... within) {
        var wrapped = kind.word().isEmpty() ? body : Map.of(kind.word(), body);
        return create(kind, key, "", "POST", kind.path(), wrapped, within);
    }

    /// @param id when the client knows it beforehand; else empty
    Thing create(Kind kind, String key, String id, String method, String path, Object body, Thing... within) {
        var first = first(kind, body);
        var step = step(
                Step.What.CREATE,
                kind,
                key,
                id,
                Arrays.stream(within).map(Thing::key).toList(),
                first.attribute,
                first.value,
                method,
                path);
        ledger.sent(step);
        journal.sent(step);
        var answer = door.send(method, kind.service(), path, body == null ? Map.of() : body);
        var made = "";
        if (answer.good())
            made = kind == Kind.INTERFACE
                    ? answer.body().path("port_id").asString("")
                    : kind.id(kind.one(answer.body()));
        note(step, answer, made);
        return ledger.thing(key);
    }

    private record First(String attribute, String value) {}

    /// What is looked at of a new thing.
    private static First first(Kind kind, Object body) {
        if (kind == Kind.SERVER) return new First("status", "ACTIVE");
        boolean described = body instanceof Map<?, ?> outer
                && outer.get(kind.word()) instanceof Map<?, ?> inner
                && "new".equals(inner.get("description"));
        return described ? new First("description", "new") : new First("", "");
    }

    /// Changes an attribute.
    Answer change(Thing thing, String attribute, String value, String method, String path, Object body) {
        var step = step(Step.What.CHANGE, thing, attribute, value, method, path);
        ledger.sent(step);
        journal.sent(step);
        var bytes = body instanceof byte[] some ? some : Json.bytes(body);
        var answer = door.send(method, thing.kind().service(), path, bytes, type(thing.kind(), body));
        note(step, answer, "");
        expect(thing, answer);
        return answer;
    }

    private static String type(Kind kind, Object body) {
        if (body instanceof byte[]) return "application/octet-stream";
        return kind == Kind.IMAGE ? "application/openstack-images-v2.1-json-patch" : "application/json";
    }

    void delete(Thing thing) {
        if (thing.kind() == Kind.INTERFACE) {
            var ids = thing.key().split("/");
            delete(thing, "PUT", Kind.ROUTER.path(ids[0]) + "/remove_router_interface", Map.of("subnet_id", ids[1]));
        } else delete(thing, "DELETE", thing.kind().path(thing.id()), null);
    }

    private void delete(Thing thing, String method, String path, Object body) {
        var step = step(Step.What.DELETE, thing, "", "", method, path);
        boolean sure = thing.there();
        ledger.sent(step);
        journal.sent(step);
        var service = thing.kind().service();
        var answer = body == null ? door.bare(method, service, path) : door.send(method, service, path, body);
        note(step, answer, "");
        if (sure && answer.status() == 404) lost(thing, "a delete was answered 404: " + answer.text());
    }

    /// Looks at a thing, and whether it is as it was told to be.
    void look(Thing thing) {
        var answer = door.get(thing.kind().service(), thing.kind().path(thing.id()));
        expect(thing, answer);
        if (answer.good())
            Sight.amiss(thing, thing.kind().one(answer.body()))
                    .ifPresent(amiss -> violations.add(name + ": " + thing + " " + amiss));
    }

    private void expect(Thing thing, Answer answer) {
        if (thing.there() && answer.status() == 404) lost(thing, answer.text());
    }

    private void lost(Thing thing, String told) {
        violations.add(name + ": " + thing + " was acknowledged and is not there: " + told);
    }

    private Step step(Step.What what, Thing thing, String attribute, String value, String method, String path) {
        return step(what, thing.kind(), thing.key(), thing.id(), List.of(), attribute, value, method, path);
    }

    private Step step(
            Step.What what,
            Kind kind,
            String key,
            String id,
            List<String> within,
            String attribute,
            String value,
            String method,
            String path) {
        return new Step(journal.next(), what, kind, key, id, within, attribute, value, method, path);
    }

    private void note(Step step, Answer answer, String id) {
        journal.got(step.number(), answer.status(), id, answer.good() ? "" : answer.text());
        ledger.got(step.number(), answer.status(), id);
    }

    /// The rows of a list; empty when it is not answered.
    Optional<List<JsonNode>> list(Kind kind) {
        var answer = door.get(kind.service(), kind.listing());
        return answer.good() ? Optional.of(kind.many(answer.body()).toList()) : Optional.empty();
    }

    @Override
    public void close() {
        journal.close();
    }
}
