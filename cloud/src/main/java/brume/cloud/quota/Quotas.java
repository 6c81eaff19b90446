package brume.cloud.quota;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One table of limits; the quota calls of every service are views of it. What is used is always a sum over the rows
/// themselves, never a counter.
public final class Quotas {
    private BiConsumer<Tx, UUID> projects = (tx, project) -> {};

    /// @param projects refuses by a fault when there is no such project, and holds it until the transaction ends
    public void knowProjects(BiConsumer<Tx, UUID> projects) {
        this.projects = projects;
    }

    /// Before limits are set for a project that somebody named.
    ///
    /// @throws CloudFault.NotFound when there is none
    public void hold(Tx tx, UUID project) {
        projects.accept(tx, project);
    }

    /// All limits of a family for a project.
    public Map<Limit, Long> limits(Reads reads, UUID project, Limit.Family family) {
        var limits = builtIn(family);
        reads.query("""
                        select name, value, false as own from quota_standard
                         union all select name, value, true from quota_limit where project = ?
                         order by own
                        """, row -> Map.entry(row.word("name", Limit.class), row.whole("value")), project)
                .forEach(set -> limits.computeIfPresent(set.getKey(), (limit, standard) -> set.getValue()));
        return limits;
    }

    /// What holds in a family for projects for which nothing is said.
    public Map<Limit, Long> standard(Reads reads, Limit.Family family) {
        var limits = builtIn(family);
        reads.query(
                        "select name, value from quota_standard",
                        row -> Map.entry(row.word("name", Limit.class), row.whole("value")))
                .forEach(set -> limits.computeIfPresent(set.getKey(), (limit, standard) -> set.getValue()));
        return limits;
    }

    private static Map<Limit, Long> builtIn(Limit.Family family) {
        var limits = new EnumMap<Limit, Long>(Limit.class);
        for (var limit : Limit.of(family)) limits.put(limit, limit.standard());
        return limits;
    }

    /// Another limit for all projects for which nothing is said.
    ///
    /// @param value -1 for no limit
    public void setStandard(Tx tx, Limit limit, long value) {
        tx.update("""
                insert into quota_standard (name, value) values (?, ?)
                    on conflict (name) do update set value = excluded.value
                """, limit, value);
    }

    /// @param value -1 for no limit
    public void set(Tx tx, UUID project, Limit limit, long value) {
        tx.update("""
                insert into quota_limit (project, name, value) values (?, ?, ?)
                    on conflict (project, name) do update set value = excluded.value
                """, project, limit, value);
    }

    /// Projects that have limits of their own in a family.
    public List<UUID> projects(Reads reads, Limit.Family family) {
        return reads.query(
                "select distinct project from quota_limit where name = any(?) order by project",
                row -> row.uuid("project"),
                Limit.of(family));
    }

    /// Back to what holds when nothing is said.
    ///
    /// @return whether anything had been said
    public boolean reset(Tx tx, UUID project, Limit.Family family) {
        return tx.update("delete from quota_limit where project = ? and name = any(?)", project, Limit.of(family)) > 0;
    }

    /// Forgets the limits of a project that ends.
    public void leave(Tx tx, UUID project) {
        tx.update("delete from quota_limit where project = ?", project);
    }

    /// Limits of a family for a project that is to get something new, under the family's lock for it, which is held
    /// until the transaction ends: what is summed afterwards stays true. Locks are taken in the order of families.
    ///
    /// @throws CloudFault.Conflict when the project is closed (reason `project-closed`)
    public Map<Limit, Long> open(Tx tx, UUID project, Limit.Family family) {
        return ask(tx, project, family).get();
    }

    private record Line(Optional<String> closed, Optional<Limit> limit, long value) {}

    /// As [#open], asked together with what else the transaction asks for.
    public Supplier<Map<Limit, Long>> ask(Tx tx, UUID project, Limit.Family family) {
        tx.lock("quota-" + family, project);
        var asked = tx.ask(
                """
                select name, value, null as why, 0 as own from quota_standard
                 union all select name, value, null, 1 from quota_limit where project = ?
                 union all select '', 0, why, 2 from closed_project where project = ?
                 order by own
                """,
                row -> {
                    var closed = row.optText("why");
                    return new Line(
                            closed,
                            closed.isPresent() ? Optional.empty() : Optional.of(row.word("name", Limit.class)),
                            row.whole("value"));
                },
                project,
                project);
        return () -> open(project, builtIn(family), asked.rows());
    }

    private static Map<Limit, Long> open(UUID project, Map<Limit, Long> limits, List<Line> lines) {
        for (var line : lines) {
            line.closed.ifPresent(why -> {
                throw new CloudFault.Conflict(
                        "project-closed", "The project " + project + " takes no new resources: " + why + ".");
            });
            line.limit.ifPresent(of -> limits.computeIfPresent(of, (limit, standard) -> line.value));
        }
        return limits;
    }

    /// Lets nothing new into a project, for good or until [#reopen]. What was begun before is there when this returns.
    ///
    /// @param why in words, as `it is being purged`
    public void close(Tx tx, UUID project, String why) {
        for (var family : Limit.Family.values()) tx.lock("quota-" + family, project);
        tx.update("""
                insert into closed_project (project, why) values (?, ?)
                    on conflict (project) do update set why = excluded.why
                """, project, why);
    }

    public void reopen(Tx tx, UUID project) {
        tx.update("delete from closed_project where project = ?", project);
    }

    /// Projects that are closed for this reason, a page of them.
    public List<UUID> closed(Reads reads, String why, UUID after, int limit) {
        return reads.query(
                "select project from closed_project where why = ? and project > ? order by project limit ?",
                row -> row.uuid("project"),
                why,
                after,
                limit);
    }

    /// Those of some projects that have limits of their own.
    public List<UUID> limited(Reads reads, List<UUID> projects) {
        return reads.query(
                "select distinct project from quota_limit where project = any(?::uuid[]) order by project",
                row -> row.uuid("project"),
                projects);
    }

    /// Whether nothing new is let in.
    public boolean closed(Reads reads, UUID project) {
        return reads.exists("select 1 from closed_project where project = ?", project);
    }

    /// Checks that `asked` more fit, under the lock.
    ///
    /// @param used sums the rows that count; called only when there is a limit
    /// @throws CloudFault.OverQuota when they do not
    public void check(Tx tx, UUID project, Limit limit, long asked, LongSupplier used) {
        check(open(tx, project, limit.family()), limit, asked, used);
    }

    /// As the other, by limits that were asked for under the lock.
    public static void check(Map<Limit, Long> limits, Limit limit, long asked, LongSupplier used) {
        long most = limits.get(limit);
        if (most < 0) return;
        long now = used.getAsLong();
        if (now + asked > most) throw new CloudFault.OverQuota(limit.word(), most, now, asked);
    }
}
