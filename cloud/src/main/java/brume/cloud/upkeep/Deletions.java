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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What holds a resource, and what a delete of it takes along: as a tree, of all kinds of all slices.
public final class Deletions {
    /// How many are told of each kind below the root, and further down.
    private static final int FIRST = 50;
    private static final int FURTHER = 10;
    /// How many resources a tree looks below.
    private static final int LOOKS = 200;
    /// How many of a project's resources are looked at when it goes as a whole.
    static final int MOST = 3000;

    private static final String PROJECT = "project";

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

    /// What hangs on a resource.
    ///
    /// @param held whether its delete is refused
    public record Tree(Branch root, boolean held) {}

    /// What hangs on a resource. What the caller may not know of is there without its name where it matters to the
    /// delete, and not at all where it would merely lose something.
    ///
    /// @throws CloudFault.NotFound of a kind or a resource that is not, or that the caller may not know of
    public Tree tree(Caller caller, String kind, String id) {
        var known = Optional.ofNullable(kinds.get(kind)).orElseThrow(() -> new CloudFault.NotFound("kind", kind));
        var thing = known.id(id)
                .flatMap(text -> known.find(sql, List.of(text)).stream().findFirst())
                .orElseThrow(() -> new CloudFault.NotFound(kind, id));
        // What belongs to the cloud is for those who see all of it.
        var action = thing.project().isPresent() ? UpkeepActions.EXPLAIN : UpkeepActions.SEE;
        caller.require(action, target(thing), kind, id);
        var root = new Growth(caller, sql).root(kind, thing);
        return new Tree(
                root, !holders(sql, kind, thing.id(), caller.admin(), LOOKS).isEmpty());
    }

    private static Target target(Kind.Thing thing) {
        return thing.project().map(Target::project).orElse(Target.ANY);
    }

    /// What refuses a delete: what holds the resource, or something that goes along with it, and does not go itself.
    List<Holder> holders(Reads reads, String kind, String id, boolean admin, int most) {
        var closure = new Closure(reads, kinds, ties, tie -> tie.all() || !admin, tie -> tie.effect() == Effect.GOES);
        closure.from(kind, id, most);
        // What only holds itself matters where it is the thing that is asked for.
        return closure.holds().stream()
                .filter(h -> !h.kind().equals(h.of()) || !h.id().equals(h.ofId()) || h.id().equals(id))
                .toList();
    }

    /// What a purge of a project meets.
    ///
    /// @param holds what is in its way
    /// @param loses others' resources that would lose something
    record Meets(List<Holder> holds, List<Holder> loses) {}

    /// @param goes the kinds that a purge deletes
    /// @param keep whether the project itself stays
    Meets ofPurge(Reads reads, String project, Set<String> goes, boolean keep) {
        var closure = new Closure(
                reads,
                kinds,
                ties,
                tie -> tie.all()
                        && !(keep && tie.of().equals(PROJECT) && tie.kind().equals(PROJECT)),
                tie -> tie.effect() == Effect.GOES || tie.of().equals(PROJECT) && goes.contains(tie.kind()));
        closure.from(PROJECT, project, MOST);
        return new Meets(closure.holds(), closure.loses());
    }

    /// Resources of a project, of one kind.
    List<String> of(Reads reads, UUID project, String kind, int limit) {
        var ids = new LinkedHashSet<String>();
        for (var tie : ties.getOrDefault(PROJECT, List.of())) {
            if (!tie.kind().equals(kind) || tie.effect() == Effect.STAYS) continue;
            tie.look().look(reads, project, limit).forEach(found -> ids.add(found.id()));
        }
        return List.copyOf(ids);
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
            var near = new ArrayList<Near>();
            for (var tie : ties.getOrDefault(kind, List.of())) {
                if (!tie.all() && caller.admin()) continue;
                var found = tie.look().look(reads, kinds.get(kind).key(id), limit + 1);
                var few = found.subList(0, Math.min(limit, found.size()));
                var things = kinds
                        .get(tie.kind())
                        .find(reads, few.stream().map(Tie.Found::id).toList())
                        .stream()
                        .collect(Collectors.toMap(Kind.Thing::id, Function.identity()));
                boolean untold = false;
                for (var one : few) {
                    var thing = things.get(one.id());
                    var key = key(tie.kind(), one.id());
                    boolean itself = key.equals(above.peek());
                    if (thing == null || above.contains(key) && !itself) continue;
                    // How many use what is mine, and would lose it, is theirs to know.
                    if (tie.effect() == Effect.STAYS && !caller.sees(target(thing))) {
                        untold = true;
                        continue;
                    }
                    // What hangs here and there is told at the place nearest to the root, but for what holds.
                    boolean first = told.add(key);
                    if (first || tie.effect() == Effect.HOLDS) near.add(new Near(tie, one, thing, first));
                }
                more |= found.size() > limit && !untold;
            }
            for (var one : near) below.add(branch(one.tie, one.found, one.thing, one.first));
            above.pop();
            return more;
        }

        private record Near(Tie tie, Tie.Found found, Kind.Thing thing, boolean first) {}

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
