package brume.cloud.upkeep;

import brume.base.sql.Reads;
import brume.cloud.upkeep.Tie.Effect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/// All that goes along with a resource, at any depth, and what is in the way: what holds some of it, and does not go
/// itself.
final class Closure {
    /// How many are looked for on each tie.
    private static final int EACH = 1000;

    private final Reads reads;
    private final Map<String, Kind> kinds;
    private final Map<String, List<Tie>> ties;
    private final Predicate<Tie> counts;
    private final Predicate<Tie> along;

    private record Key(String kind, String id) {}

    private record Tied(Tie tie, Key on, Key by) {}

    private final LinkedHashSet<Key> going = new LinkedHashSet<>();
    private final List<Tied> holding = new ArrayList<>();
    private final List<Tied> losing = new ArrayList<>();

    /// @param counts which ties are looked at
    /// @param along  which mean that the found one goes, too
    Closure(
            Reads reads,
            Map<String, Kind> kinds,
            Map<String, List<Tie>> ties,
            Predicate<Tie> counts,
            Predicate<Tie> along) {
        this.reads = reads;
        this.kinds = kinds;
        this.ties = ties;
        this.counts = counts;
        this.along = along;
    }

    /// @param most how many that go are looked at
    void from(String kind, String id, int most) {
        Deque<Key> queue = new ArrayDeque<>();
        going.add(new Key(kind, id));
        queue.add(new Key(kind, id));
        for (int looked = 0; looked < most && !queue.isEmpty(); looked++) {
            var at = queue.remove();
            for (var tie : ties.getOrDefault(at.kind, List.of())) {
                if (!counts.test(tie)) continue;
                for (var found : tie.look().look(reads, kinds.get(at.kind).key(at.id), EACH)) {
                    var by = new Key(tie.kind(), found.id());
                    if (along.test(tie)) {
                        if (going.add(by)) queue.add(by);
                    } else if (tie.effect() == Effect.HOLDS) holding.add(new Tied(tie, at, by));
                    else if (tie.effect() == Effect.STAYS) losing.add(new Tied(tie, at, by));
                }
            }
        }
    }

    /// What is in the way. What holds something further down and is of the root's own project is not: that is for the
    /// root's own ties to say.
    List<Holder> holds() {
        var root = going.getFirst();
        var things = things(holding);
        var own = project(root);
        return holding.stream()
                .filter(tied -> tied.by.equals(tied.on) || !going.contains(tied.by))
                .filter(tied -> tied.on.equals(root) || tied.by.equals(tied.on) || !ours(things, tied.by, own))
                .map(tied -> holder(tied, things))
                .distinct()
                .toList();
    }

    /// Others' resources that stay, and lose something.
    List<Holder> loses() {
        var things = things(losing);
        var own = project(going.getFirst());
        return losing.stream()
                .filter(tied -> !going.contains(tied.by) && !ours(things, tied.by, own))
                .filter(tied -> things.containsKey(tied.by)
                        && things.get(tied.by).project().isPresent())
                .map(tied -> holder(tied, things))
                .distinct()
                .toList();
    }

    private static boolean ours(Map<Key, Kind.Thing> things, Key key, Optional<UUID> own) {
        return own.isPresent()
                && things.containsKey(key)
                && things.get(key).project().equals(own);
    }

    private Optional<UUID> project(Key root) {
        return kinds.get(root.kind).find(reads, List.of(root.id)).stream()
                .findFirst()
                .flatMap(Kind.Thing::project)
                .or(() -> root.kind.equals("project") ? Optional.of(UUID.fromString(root.id)) : Optional.empty());
    }

    private Map<Key, Kind.Thing> things(List<Tied> all) {
        var byKind = new LinkedHashMap<String, Set<String>>();
        for (var tied : all)
            byKind.computeIfAbsent(tied.by.kind, k -> new LinkedHashSet<>()).add(tied.by.id);
        var things = new LinkedHashMap<Key, Kind.Thing>();
        byKind.forEach((kind, ids) ->
                kinds.get(kind).find(reads, ids).forEach(thing -> things.put(new Key(kind, thing.id()), thing)));
        return things;
    }

    private static Holder holder(Tied tied, Map<Key, Kind.Thing> things) {
        var thing = Optional.ofNullable(things.get(tied.by));
        return new Holder(
                tied.by.kind,
                tied.by.id,
                thing.flatMap(Kind.Thing::name),
                thing.flatMap(Kind.Thing::project),
                tied.tie.why(),
                tied.on.kind,
                tied.on.id);
    }
}
