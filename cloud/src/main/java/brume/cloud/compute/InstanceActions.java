package brume.cloud.compute;

import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The history of instances: what was asked, by whom, and what came of it.
final class InstanceActions {
    private static final String COLUMNS = """
            select id, instance, action, request, owner, project, started_at, finished_at, updated_at, fault
              from instance_action
            """;

    /// Records that something was asked of some instances.
    ///
    /// @param actions an id for each instance
    void begin(Tx tx, Caller caller, String word, List<UUID> instances, List<UUID> actions, Instant now) {
        var rows = new ArrayList<Object[]>();
        for (int i = 0; i < instances.size(); i++) {
            rows.add(new Object[] {
                actions.get(i), instances.get(i), word, caller.request(), caller.user(), caller.project(), now, now
            });
        }
        tx.laterAll("""
                insert into instance_action (id, instance, action, request, owner, project, started_at, updated_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """, rows);
    }

    void end(Tx tx, UUID action, Optional<String> fault, Instant now) {
        tx.update("""
                update instance_action set finished_at = ?, updated_at = ?, fault = ?
                 where id = ? and finished_at is null
                """, now, now, fault, action);
    }

    /// Records that some things were done.
    void end(Tx tx, List<UUID> done, Instant now) {
        tx.later("""
                update instance_action set finished_at = ?, updated_at = ?
                 where id = any(?::uuid[]) and finished_at is null
                """, now, now, done);
    }

    /// Newest first.
    List<InstanceAction> list(Reads reads, UUID instance) {
        return reads.query(
                COLUMNS + " where instance = ? order by started_at desc, id desc limit 1000",
                InstanceActions::row,
                instance);
    }

    private static InstanceAction row(Row row) {
        return new InstanceAction(
                row.uuid("id"),
                row.uuid("instance"),
                row.text("action"),
                row.text("request"),
                row.optUuid("owner"),
                row.optUuid("project"),
                row.instant("started_at"),
                row.optInstant("finished_at"),
                row.instant("updated_at"),
                row.optText("fault"));
    }
}
