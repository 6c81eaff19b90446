package brume.cloud.upkeep;

import brume.base.fault.CloudFault;
import brume.base.loop.Backoff;
import brume.base.loop.Next;
import brume.base.loop.ReconcileLoop;
import brume.base.loop.Scheduler;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.access.Target;
import brume.cloud.journal.Journal;
import brume.cloud.quota.Quotas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/// Takes away all resources of a project. A purge is a row, looked at until nothing is left: each look asks for a
/// bounded number of deletes, each of them a transaction of its own, and the rows that are left say what is yet to do.
/// So it goes on after a crash at any point. Nothing new is let into the project meanwhile.
///
/// Deleting a project that has nothing but what goes along with it is a purge, too.
public final class Purges implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int WORKERS = 2;
    private static final String ENDED = "it is no more";
    private static final String LEFT = "the project is no more, and some of its resources are left";
    /// Deletes of one kind in one look.
    private static final int BATCH = 100;
    /// How many of a kind are counted.
    private static final int COUNTED = 1000;

    private final Sql sql;
    private final Scheduler scheduler;
    private final Journal journal;
    private final Quotas quotas;
    private final Deletions deletions;
    private final List<Removal> removals;
    private final BiConsumer<Caller, UUID> end;
    private final PurgeStore store = new PurgeStore();
    private final ReconcileLoop<UUID> loop;

    /// @param removals in the order in which resources go
    /// @param end      deletes a project that has no resources
    public Purges(
            Sql sql,
            Scheduler scheduler,
            RandomGenerator random,
            Journal journal,
            Quotas quotas,
            Deletions deletions,
            List<Removal> removals,
            BiConsumer<Caller, UUID> end) {
        this.sql = sql;
        this.scheduler = scheduler;
        this.journal = journal;
        this.quotas = quotas;
        this.deletions = deletions;
        this.removals = List.copyOf(removals);
        this.end = end;
        loop = new ReconcileLoop<>("purges", scheduler, random, Backoff.DEFAULT, WORKERS, this::look);
    }

    /// Goes on with what the process before this one left.
    public void start() {
        loop.sweep(SWEEP, (now, limit) -> store.due(sql, now, limit));
    }

    /// What must hold of projects that are no more.
    public List<Check> checks() {
        return List.of(ended(), limits());
    }

    /// What projects use is a sum over the rows themselves, which can't be wrong; limits alone are kept.
    private Check limits() {
        return Check.of(
                        "quota.limits",
                        "a project that is no more has no limits of its own",
                        (after, limit) -> quotas.closed(sql, ENDED, after, limit),
                        page -> quotas.limited(sql, page).stream()
                                .map(project -> Finding.of(
                                        "quota",
                                        project,
                                        "limits are kept for a project that is no more",
                                        "a request was under way at its end"))
                                .toList())
                .repairing(found -> {
                    sql.run(tx -> quotas.leave(tx, UUID.fromString(found.id())));
                    return true;
                });
    }

    private Check ended() {
        return Check.of(
                        "upkeep.ended-projects",
                        "of a project that is no more nothing is left, or it is being purged",
                        (after, limit) -> quotas.closed(sql, ENDED, after, limit),
                        page -> page.stream()
                                .filter(project -> store.find(sql, project)
                                        .filter(purge -> purge.ended().isEmpty())
                                        .isEmpty())
                                .filter(project -> !left(sql, project).isEmpty())
                                .map(project -> Finding.of(
                                                "project", project, LEFT, "a request was under way at its end")
                                        .in(project))
                                .toList())
                .repairing(found -> sql.tx(tx -> {
                    var project = UUID.fromString(found.id());
                    insert(tx, Caller.cloud("audit"), project, "", false);
                    return true;
                }));
    }

    /// Finds what is late.
    public List<Watch> watches() {
        return List.of(new Watch(Work.PROJECT_PURGE, store::late));
    }

    /// Resources of one kind.
    ///
    /// @param count at most [#COUNTED]
    public record Count(String kind, int count) {}

    /// What a purge would do.
    ///
    /// @param goes  what would be deleted
    /// @param holds what is in the way: others' resources, and what is protected
    /// @param loses others' resources that would lose something, and stay
    public record Plan(List<Count> goes, List<Holder> holds, List<Holder> loses) {}

    /// @throws CloudFault.NotFound when there is no such project, and nothing of it
    public Plan plan(Caller caller, UUID project) {
        caller.require(UpkeepActions.PURGE, Target.ANY);
        var goes = left(sql, project);
        if (goes.isEmpty()) deletions.tree(caller, "project", project.toString());
        var found = deletions.ofPurge(sql, project.toString(), kinds(), false);
        return new Plan(goes, found.holds(), found.loses());
    }

    /// Begins one.
    ///
    /// @param keep whether the project itself stays
    /// @throws CloudFault.NotFound when there is no such project
    /// @throws CloudFault.Conflict when others' resources hold some of it, or something is protected
    public Purge begin(Caller caller, UUID project, boolean keep) {
        caller.require(UpkeepActions.PURGE, Target.ANY);
        if (!keep && caller.project().equals(Optional.of(project))) {
            throw new CloudFault.Conflict("own-project", "your token is for this project: use another, or keep it");
        }
        var id = project.toString();
        var name = deletions.tree(caller, "project", id).root().name().orElse("");
        return sql.tx(tx -> {
            quotas.close(tx, project, "it is being purged");
            refuse(project, deletions.ofPurge(tx, id, kinds(), keep).holds());
            insert(tx, caller, project, name, keep);
            journal.changed(
                    tx, caller, UpkeepActions.PURGE.name(), "project", id, Optional.of(project), Map.of("keep", keep));
            return store.find(tx, project).orElseThrow();
        });
    }

    private void insert(Tx tx, Caller caller, UUID project, String name, boolean keep) {
        var now = scheduler.clock().instant();
        store.begin(
                tx,
                new Purge(
                        project,
                        name,
                        keep,
                        caller.user(),
                        caller.request(),
                        now,
                        now.plus(Work.PROJECT_PURGE.most()),
                        Optional.empty(),
                        0,
                        Optional.empty()));
        tx.afterCommit(() -> loop.wake(project));
    }

    /// A project ends, within that transaction: what goes along with it is purged.
    ///
    /// @throws CloudFault.Conflict when something holds it
    public void leave(Tx tx, Caller caller, UUID project, String name) {
        quotas.close(tx, project, ENDED);
        refuse(project, deletions.holders(tx, "project", project.toString(), true, Deletions.MOST));
        var purge = store.find(tx, project).filter(p -> p.ended().isEmpty());
        boolean begins =
                purge.map(Purge::keep).orElseGet(() -> !left(tx, project).isEmpty());
        if (begins) insert(tx, caller, project, name, false);
    }

    private static void refuse(UUID project, List<Holder> holders) {
        if (holders.isEmpty()) return;
        var words = holders.stream().limit(5).map(Holder::words).toList();
        throw new CloudFault.Conflict(
                "project-in-use",
                "The project " + project + " can't go: " + String.join("; ", words)
                        + (holders.size() > words.size() ? "; and more" : ""));
    }

    /// @throws CloudFault.NotFound when there is none
    public Purge get(Caller caller, UUID project) {
        caller.require(UpkeepActions.PURGE, Target.ANY);
        return store.find(sql, project).orElseThrow(() -> new CloudFault.NotFound("purge", project));
    }

    /// One page, those that ended within the last month too.
    public List<Purge> list(Caller caller, Optional<String> after, int limit) {
        caller.require(UpkeepActions.PURGE, Target.ANY);
        return store.page(sql, Keys.after(after), limit);
    }

    /// What is left to do.
    public List<Count> left(Purge purge) {
        return left(sql, purge.project());
    }

    private List<Count> left(Reads reads, UUID project) {
        var counts = new ArrayList<Count>();
        for (var removal : removals) {
            int count = deletions.of(reads, project, removal.kind(), COUNTED).size();
            if (count > 0) counts.add(new Count(removal.kind(), count));
        }
        return counts;
    }

    private Set<String> kinds() {
        return Set.copyOf(removals.stream().map(Removal::kind).toList());
    }

    private Next look(UUID project) {
        var purge = store.find(sql, project).filter(p -> p.ended().isEmpty());
        if (purge.isEmpty()) return Next.SETTLED;
        var caller = caller(purge.get());
        long removed = 0;
        Optional<String> fault = Optional.empty();
        for (var removal : removals) {
            for (var id : deletions.of(sql, project, removal.kind(), BATCH)) {
                try {
                    removal.verb().remove(caller, id);
                    removed++;
                } catch (CloudFault.NotFound e) {
                    removed++;
                } catch (CloudFault e) {
                    fault = Optional.of(removal.kind() + " " + id + ": " + e.getMessage());
                }
            }
        }
        if (left(sql, project).isEmpty()) return end(purge.get(), caller, removed);
        return later(purge.get(), removed, fault);
    }

    private Next later(Purge purge, long removed, Optional<String> fault) {
        var wait = wait(purge);
        var due = scheduler.clock().instant().plus(wait);
        sql.run(tx -> store.progress(tx, purge.project(), removed, fault, due));
        return Next.after(wait);
    }

    /// Soon, and less often the longer it takes.
    private Duration wait(Purge purge) {
        var tenth = Duration.between(purge.began(), scheduler.clock().instant()).dividedBy(10);
        if (tenth.compareTo(LOOK) < 0) return LOOK;
        return tenth.compareTo(LONGEST) < 0 ? tenth : LONGEST;
    }

    private Next end(Purge purge, Caller caller, long removed) {
        if (!purge.keep()) {
            try {
                end.accept(caller, purge.project());
            } catch (CloudFault.NotFound e) {
                // Its project was deleted first.
            } catch (CloudFault e) {
                return later(purge, removed, Optional.of(e.getMessage()));
            }
        }
        boolean over = sql.tx(tx -> {
            boolean ended = store.end(tx, purge, removed, scheduler.clock().instant());
            if (ended && purge.keep()) quotas.reopen(tx, purge.project());
            return ended;
        });
        // Else its project is to go as well by now.
        return over ? Next.SETTLED : look(purge.project());
    }

    private static Caller caller(Purge purge) {
        return new Caller(
                purge.owner(),
                "default",
                new Scope.System(),
                Set.of("admin", "manager", "member", "reader"),
                "local",
                purge.request());
    }

    @Override
    public void close() {
        loop.close();
    }
}
