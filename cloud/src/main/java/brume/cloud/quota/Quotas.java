package brume.cloud.quota;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/// One table of limits; the quota calls of every service are views of it. What is used is always a sum over the rows
/// themselves, never a counter.
public final class Quotas {
    /// All limits of a family for a project.
    public Map<Limit, Long> limits(Reads reads, UUID project, Limit.Family family) {
        var limits = new EnumMap<Limit, Long>(Limit.class);
        for (var limit : Limit.of(family)) limits.put(limit, limit.standard());
        reads.query(
                        "select name, value from quota_limit where project = ?",
                        row -> Map.entry(row.word("name", Limit.class), row.whole("value")),
                        project)
                .forEach(set -> limits.computeIfPresent(set.getKey(), (limit, standard) -> set.getValue()));
        return limits;
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
    public void reset(Tx tx, UUID project, Limit.Family family) {
        for (var limit : Limit.of(family)) {
            tx.update("delete from quota_limit where project = ? and name = ?", project, limit);
        }
    }

    /// Forgets the limits of a project that ends.
    public void leave(Tx tx, UUID project) {
        tx.update("delete from quota_limit where project = ?", project);
    }

    /// Takes the family's lock for this project, to be held until the transaction ends: what is summed afterwards
    /// stays true. Locks are taken in the order of the families.
    public void lock(Tx tx, UUID project, Limit.Family family) {
        tx.lock("quota-" + family, project);
    }

    /// Checks that `asked` more fit, under the lock.
    ///
    /// @param used sums the rows that count; called only when there is a limit
    /// @throws CloudFault.OverQuota when they do not
    public void check(Tx tx, UUID project, Limit limit, long asked, LongSupplier used) {
        lock(tx, project, limit.family());
        long most = limits(tx, project, limit.family()).get(limit);
        if (most < 0) return;
        long now = used.getAsLong();
        if (now + asked > most) throw new CloudFault.OverQuota(limit.word(), most, now, asked);
    }
}
