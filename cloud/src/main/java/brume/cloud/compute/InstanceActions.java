package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.cloud.access.Caller;
import brume.contract.HostId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The history of instances: what was asked, by whom, and what came of it.
final class InstanceActions {
    private static final String COLUMNS = """
            select id, instance, action, request, owner, project, started_at, finished_at, updated_at, fault, host
              from instance_action
            """;

    /// Records that something was asked of an instance.
    void begin(Tx tx, Caller caller, String word, Found found, UUID action, Instant now) {
        insert(tx, caller, word, found, action, now, Optional.empty());
    }

    /// Records what was asked of an instance and done at once.
    void done(Tx tx, Caller caller, String word, Found found, UUID action, Instant now) {
        insert(tx, caller, word, found, action, now, Optional.of(now));
    }

    private static void insert(
            Tx tx, Caller caller, String word, Found found, UUID action, Instant now, Optional<Instant> finished) {
        tx.later(
                """
                insert into instance_action
                       (id, instance, action, request, owner, project, started_at, finished_at, updated_at, host)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                action,
                found.instance().id(),
                word,
                caller.request(),
                caller.user(),
                caller.project(),
                now,
                finished,
                now,
                host(found));
    }

    private static Optional<UUID> host(Found found) {
        return found.home().map(home -> home.host().value());
    }

    /// Records that some instances, which are on no host yet, were asked for.
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

    /// Records what came of what an instance was at, and where; nothing, if it was at nothing.
    void end(Tx tx, Found found, Optional<String> fault, Instant now) {
        found.instance().task().ifPresent(task -> tx.update("""
                        update instance_action
                           set finished_at = ?, updated_at = ?, fault = ?, host = coalesce(?, host)
                         where id = ? and finished_at is null
                        """, now, now, fault, host(found), task.action()));
    }

    /// Records that some instances, each on a host, have done what they were at.
    void end(Tx tx, List<Found> done, Instant now) {
        var busy = done.stream()
                .filter(found -> found.instance().task().isPresent())
                .toList();
        tx.later(
                """
                update instance_action a set finished_at = ?, updated_at = ?, host = d.host
                  from unnest(?::uuid[], ?::uuid[]) as d (id, host)
                 where a.id = d.id and a.finished_at is null
                """,
                now,
                now,
                busy.stream()
                        .map(found -> found.instance().task().orElseThrow().action())
                        .toList(),
                busy.stream().map(found -> host(found).orElseThrow()).toList());
    }

    /// Newest first.
    ///
    /// @throws CloudFault.Invalid when the page begins after what was never asked
    List<InstanceAction> list(Reads reads, UUID instance, HistoryPage page) {
        var where = new Where().and("instance = ?", instance);
        page.since().ifPresent(time -> where.and("updated_at >= ?", time));
        page.before().ifPresent(time -> where.and("updated_at <= ?", time));
        page.after().ifPresent(request -> {
            var last = find(reads, instance, request)
                    .orElseThrow(() -> new CloudFault.Invalid("marker [" + request + "] not found"));
            where.and("(started_at, id) < (?, ?)", last.started(), last.id());
        });
        return reads.query(
                COLUMNS + where.text() + " order by started_at desc, id desc limit ?",
                InstanceActions::row,
                where.parameters(page.limit()));
    }

    /// What a request asked of an instance.
    Optional<InstanceAction> find(Reads reads, UUID instance, String request) {
        return reads.first(
                COLUMNS + " where instance = ? and request = ? order by started_at desc, id desc limit 1",
                InstanceActions::row,
                instance,
                request);
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
                row.optText("fault"),
                row.optUuid("host").map(HostId::new));
    }
}
