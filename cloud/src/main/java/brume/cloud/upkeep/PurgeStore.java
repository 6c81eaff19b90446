package brume.cloud.upkeep;

import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Purges, as rows.
final class PurgeStore {
    private static final Duration KEPT = Duration.ofDays(30);

    /// Begins one; one that goes on already goes on, and ends the project if either was to.
    void begin(Tx tx, Purge purge) {
        tx.update(
                """
                insert into project_purge
                       (project, name, keep, owner, request, began_at, deadline_at, due_at, removed)
                values (?, ?, ?, ?, ?, ?, ?, ?, 0)
                    on conflict (project) do update
                   set keep = excluded.keep and (project_purge.keep or project_purge.ended_at is not null),
                       name = excluded.name, owner = excluded.owner, request = excluded.request,
                       began_at = excluded.began_at, deadline_at = excluded.deadline_at, due_at = excluded.due_at,
                       ended_at = null, removed = 0, fault = null
                """,
                purge.project(),
                purge.name(),
                purge.keep(),
                purge.owner(),
                purge.request(),
                purge.began(),
                purge.deadline(),
                purge.began());
    }

    Optional<Purge> find(Reads reads, UUID project) {
        return reads.first("select * from project_purge where project = ?", PurgeStore::row, project);
    }

    List<Purge> page(Reads reads, UUID after, int limit) {
        return reads.query(
                "select * from project_purge where project > ? order by project limit ?",
                PurgeStore::row,
                after,
                limit);
    }

    List<UUID> due(Reads reads, Instant now, int limit) {
        return reads.query(
                "select project from project_purge where due_at <= ? order by due_at limit ?",
                row -> row.uuid("project"),
                now,
                limit);
    }

    List<Overdue> late(Reads reads, Instant now, Optional<String> after, int limit) {
        return reads.query("""
            select * from project_purge
             where ended_at is null and deadline_at <= ? and project > ? order by project limit ?
            """, row -> late(row(row)), now, Keys.after(after), limit);
    }

    private static Overdue late(Purge purge) {
        var id = purge.project().toString();
        return new Overdue(
                Work.PROJECT_PURGE,
                id,
                "project",
                id,
                Optional.of(purge.project()),
                purge.owner(),
                Optional.of(purge.request()),
                purge.began(),
                purge.deadline(),
                purge.fault(),
                "what holds the last of its resources goes: ./brume why-not-delete tells it for each");
    }

    void progress(Tx tx, UUID project, long removed, Optional<String> fault, Instant due) {
        tx.update("""
            update project_purge set removed = removed + ?, fault = ?, due_at = ?
             where project = ? and ended_at is null
            """, removed, fault, due, project);
    }

    /// @param purge   as it was when its last resource went
    /// @param removed how many went with that
    /// @return whether that is what it still was to do
    boolean end(Tx tx, Purge purge, long removed, Instant now) {
        tx.update("delete from project_purge where ended_at < ?", now.minus(KEPT));
        return tx.update("""
            update project_purge set ended_at = ?, due_at = null, fault = null, removed = removed + ?
             where project = ? and keep = ?
            """, now, removed, purge.project(), purge.keep()) > 0;
    }

    private static Purge row(Row row) {
        return new Purge(
                row.uuid("project"),
                row.text("name"),
                row.flag("keep"),
                row.optUuid("owner"),
                row.text("request"),
                row.instant("began_at"),
                row.instant("deadline_at"),
                row.optInstant("ended_at"),
                row.whole("removed"),
                row.optText("fault"));
    }
}
