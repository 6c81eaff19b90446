package brume.cloud.upkeep;

import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What the audit has found, until it looks again and finds it no more.
final class FindingStore {
    /// @return whether it is news
    boolean put(Tx tx, UUID fresh, String check, Finding found, Instant now) {
        return tx.query(
                        """
                insert into finding (id, check_name, kind, subject, host, project, what, cause, repaired, first_seen,
                                     last_seen)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    on conflict (check_name, kind, subject, what) do update
                   set last_seen = excluded.last_seen, cause = excluded.cause, repaired = excluded.repaired
                returning first_seen = last_seen as news
                """,
                        row -> row.flag("news"),
                        fresh,
                        check,
                        found.kind(),
                        found.id(),
                        found.host(),
                        found.project(),
                        found.what(),
                        found.cause(),
                        found.repaired(),
                        now,
                        now)
                .getFirst();
    }

    /// Forgets what a round that began then did not find again.
    void settle(Sql sql, String check, Instant began) {
        sql.update("delete from finding where check_name = ? and last_seen < ?", check, began);
    }

    /// Forgets what was found by checks that are no more.
    void keep(Sql sql, List<String> checks) {
        sql.update("delete from finding where not check_name = any(?)", checks);
    }

    List<Audit.Found> list(Reads reads, Optional<UUID> after, int limit) {
        return reads.query(
                "select * from finding where id > ? order by id limit ?",
                FindingStore::row,
                after.orElse(new UUID(0, 0)),
                limit);
    }

    private static Audit.Found row(Row row) {
        return new Audit.Found(
                row.uuid("id"),
                row.text("check_name"),
                new Finding(
                        row.text("kind"),
                        row.text("subject"),
                        row.optUuid("host"),
                        row.optUuid("project"),
                        row.text("what"),
                        row.text("cause"),
                        row.flag("repaired")),
                row.instant("first_seen"),
                row.instant("last_seen"));
    }
}
