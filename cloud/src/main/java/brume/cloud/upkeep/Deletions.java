package brume.cloud.upkeep;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.upkeep.Tie.Effect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What holds a resource, and what a delete of it takes along: as a tree, of all kinds of all slices.
public final class Deletions {
    /// How many are told of each kind below the root, and further down.
    private static final int FIRST = 50;
    private static final int FURTHER = 10;
    /// How many resources a tree looks below.
    private static final int LOOKS = 200;

    private final Sql sql;
    private final Map<String, Kind> kinds;
    private final Map<String, List<Tie>> ties;

    public Deletions(Sql sql, List<Belongings> slices) {
        this.sql = sql;
        var all = new LinkedHashMap<String, Kind>();
        for (var slice : slices) {
            for (var kind : slice.kinds()) {
                if (all.put(kind.word(), kind) != null) throw new IllegalStateException("two kinds are " + kind.word());
            }
        }
        kinds = all;
        ties = slices.stream()
                .flatMap(slice -> slice.ties().stream())
                .sorted(Comparator.comparing(Tie::effect))
                .collect(Collectors.groupingBy(Tie::of));
        for (var tie : ties()) {
            if (!kinds.containsKey(tie.of()) || !kinds.containsKey(tie.kind())) {
                throw new IllegalStateException("a tie of unknown kinds: " + tie);
            }
        }
    }

    /// The words of all kinds.
    public List<String> kinds(Caller caller) {
        caller.require(UpkeepActions.EXPLAIN, Target.ANY);
        return kinds.keySet().stream().sorted().toList();
    }

    public List<Tie> ties() {
        return ties.values().stream().flatMap(List::stream).toList();
    }

    /// What hangs on a resource. What the caller may not know of is there without its name.
    ///
    /// @throws CloudFault.NotFound of a kind or a resource that is not, or that the caller may not know of
    public Branch tree(Caller caller, String kind, String id) {
        var known = Optional.ofNullable(kinds.get(kind)).orElseThrow(() -> new CloudFault.NotFound("kind", kind));
        var thing = known.id(id)
                .flatMap(text -> known.find(sql, List.of(text)).stream().findFirst())
                .orElseThrow(() -> new CloudFault.NotFound(kind, id));
        // What belongs to the cloud is for those who see all of it.
        var action = thing.project().isPresent() ? UpkeepActions.EXPLAIN : UpkeepActions.SEE;
        caller.require(action, target(thing), kind, id);
        return new Growth(caller, sql).root(kind, thing);
    }

    private static Target target(Kind.Thing thing) {
        return thing.project().map(Target::project).orElse(Target.ANY);
    }

    /// Refuses the delete of what is held, as the tree tells it.
    ///
    /// @throws CloudFault.Conflict that counts what holds it
    public void free(Reads reads, String kind, String id) {
        var holders = new ArrayList<String>();
        for (var tie : ties.getOrDefault(kind, List.of())) {
            if (tie.effect() != Effect.HOLDS || tie.kind().equals(kind)) continue;
            int found = tie.look().look(reads, kinds.get(kind).key(id), FIRST).size();
            if (found > 0) holders.add(tie.kind() + (found == FIRST ? ": " + FIRST + " or more" : ": " + found));
        }
        if (!holders.isEmpty()) {
            throw new CloudFault.Conflict(
                    kind + "-in-use",
                    "The " + kind + " " + id + " still has resources (" + String.join(", ", holders) + ").");
        }
    }

    /// The making of one tree.
    private final class Growth {
        private final Caller caller;
        private final Reads reads;
        private final Set<String> told = new HashSet<>();
        private final Deque<String> above = new ArrayDeque<>();
        private int looks;

        Growth(Caller caller, Reads reads) {
            this.caller = caller;
            this.reads = reads;
        }

        Branch root(String kind, Kind.Thing thing) {
            told.add(key(kind, thing.id()));
            var below = new ArrayList<Branch>();
            boolean more = below(kind, thing.id(), FIRST, below);
            return new Branch(
                    kind,
                    Optional.of(thing.id()),
                    thing.name(),
                    thing.project(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    below,
                    more);
        }

        /// @return whether there is more than was added
        private boolean below(String kind, String id, int limit, List<Branch> below) {
            if (++looks > LOOKS) return true;
            above.push(key(kind, id));
            boolean more = false;
            for (var tie : ties.getOrDefault(kind, List.of())) {
                if (!tie.all() && caller.admin()) continue;
                var found = tie.look().look(reads, kinds.get(kind).key(id), limit + 1);
                more |= found.size() > limit;
                var few = found.subList(0, Math.min(limit, found.size()));
                var things = kinds
                        .get(tie.kind())
                        .find(reads, few.stream().map(Tie.Found::id).toList())
                        .stream()
                        .collect(Collectors.toMap(Kind.Thing::id, Function.identity()));
                for (var one : few) {
                    var thing = things.get(one.id());
                    var key = key(tie.kind(), one.id());
                    boolean itself = key.equals(above.peek());
                    if (thing == null || above.contains(key) && !itself) continue;
                    // What hangs here and there is told at the first place, but for what holds.
                    boolean first = told.add(key);
                    if (first || tie.effect() == Effect.HOLDS) below.add(branch(tie, one, thing, first));
                }
            }
            above.pop();
            return more;
        }

        private static String key(String kind, String id) {
            return kind + "/" + id;
        }

        private Branch branch(Tie tie, Tie.Found found, Kind.Thing thing, boolean first) {
            boolean shown = caller.sees(target(thing));
            var below = new ArrayList<Branch>();
            boolean deeper = first && shown && (tie.effect() == Effect.HOLDS || tie.effect() == Effect.GOES);
            boolean more = deeper && below(tie.kind(), thing.id(), FURTHER, below);
            return new Branch(
                    tie.kind(),
                    Optional.of(thing.id()).filter(id -> shown),
                    thing.name().filter(name -> shown),
                    thing.project().filter(project -> shown),
                    Optional.of(tie.effect()),
                    Optional.of(tie.why()),
                    found.cause().filter(cause -> shown),
                    below,
                    more);
        }
    }
}
