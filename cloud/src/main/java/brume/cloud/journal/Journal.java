package brume.cloud.journal;

import brume.base.id.Ids;
import brume.base.json.Json;
import brume.base.loop.Scheduler;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happened, in two tables with daily partitions: an *event* for each change of a resource, whoever made it, and
/// an *audit* row for each change that somebody asked for, and for each refusal.
public final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final List<String> TABLES = List.of("event", "audit");
    private static final Duration UPKEEP = Duration.ofHours(6);
    private static final Duration THROTTLE = Duration.ofSeconds(10);
    private static final int THROTTLED_KINDS = 10_000;
    private static final String EVENT = """
            insert into event (id, at, kind, resource, project, what, detail)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String AUDIT = """
            insert into audit (id, at, request, principal, source, action, kind, resource, project, outcome)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private final Sql sql;
    private final InstantSource clock;
    private final Ids ids;
    private final Map<String, Instant> refusals = new ConcurrentHashMap<>();

    public Journal(Sql sql, InstantSource clock, Ids ids) {
        this.sql = sql;
        this.clock = clock;
        this.ids = ids;
    }

    /// Records a change in the transaction that makes it: its event, and who asked for it.
    ///
    /// @param action  as the catalogue names it
    /// @param kind    the resource's name in the model
    /// @param project whose resource it is
    /// @param detail  what a person would want to know, small
    public void changed(
            Tx tx,
            Caller caller,
            String action,
            String kind,
            Object id,
            Optional<UUID> project,
            Map<String, ?> detail) {
        var now = clock.instant();
        var resource = String.valueOf(id);
        tx.update(
                EVENT + ";\n" + AUDIT,
                ids.next(),
                now,
                kind,
                resource,
                project,
                action,
                Json.MAPPER.valueToTree(detail),
                ids.next(),
                now,
                caller.request(),
                caller.user(),
                caller.source(),
                action,
                kind,
                resource,
                project,
                "allowed");
    }

    /// As [#changed], for many resources that one request changes in the same way.
    public void changed(
            Tx tx,
            Caller caller,
            String action,
            String kind,
            Collection<UUID> resources,
            Optional<UUID> project,
            Map<String, ?> detail) {
        var now = clock.instant();
        var events = new ArrayList<Object[]>();
        var audits = new ArrayList<Object[]>();
        var json = Json.MAPPER.valueToTree(detail);
        for (var id : resources) {
            events.add(new Object[] {ids.next(), now, kind, id.toString(), project, action, json});
            audits.add(new Object[] {
                ids.next(),
                now,
                caller.request(),
                caller.user(),
                caller.source(),
                action,
                kind,
                id.toString(),
                project,
                "allowed"
            });
        }
        tx.laterAll(EVENT, events);
        tx.laterAll(AUDIT, audits);
    }

    /// Records a change that nobody asked for: something was seen, or a reconciler acted.
    public void event(Tx tx, String kind, Object id, Optional<UUID> project, String what, Map<String, ?> detail) {
        tx.update(
                EVENT,
                ids.next(),
                clock.instant(),
                kind,
                String.valueOf(id),
                project,
                what,
                Json.MAPPER.valueToTree(detail));
    }

    /// Records a refusal, one in ten seconds for each source, action and outcome.
    ///
    /// @param caller  absent when nobody was recognised
    /// @param outcome `unauthenticated` or `forbidden`
    public void refused(Optional<Caller> caller, String source, String request, String action, String outcome) {
        refused(caller, source, request, action, "", "", outcome);
    }

    /// Records that somebody has to wait after too many failures, one in ten seconds for each source and resource; the
    /// outcome is `held`.
    ///
    /// @param id of what it was tried with; empty when there is no such thing
    public void held(String source, String request, String action, String kind, String id) {
        refused(Optional.empty(), source, request, action, kind, id, "held");
    }

    private void refused(
            Optional<Caller> caller,
            String source,
            String request,
            String action,
            String kind,
            String id,
            String outcome) {
        var now = clock.instant();
        var key = source + " " + action + " " + id + " " + outcome;
        if (refusals.size() > THROTTLED_KINDS) refusals.clear();
        var last = refusals.get(key);
        if (last != null && now.isBefore(last.plus(THROTTLE))) return;
        refusals.put(key, now);
        var who = caller.orElse(new Caller(Optional.empty(), "", new Scope.None(), Set.of(), source, request));
        sql.run(tx -> audit(tx, who, action, kind, id, who.project(), outcome));
    }

    private void audit(
            Tx tx, Caller caller, String action, String kind, String id, Optional<UUID> project, String outcome) {
        tx.update(
                AUDIT,
                ids.next(),
                clock.instant(),
                caller.request(),
                caller.user(),
                caller.source(),
                action,
                kind,
                id,
                project,
                outcome);
    }

    /// After a restore: rows lie in the default partitions; each goes to its day's.
    public static void restored(Tx tx, Instant now) {
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        for (var table : TABLES) {
            tx.query(
                            "select distinct (at at time zone 'UTC')::date::text as day from " + table + "_other"
                                    + " where at between ? and ?",
                            row -> LocalDate.parse(row.text("day")),
                            now.minus(Duration.ofDays(366)),
                            now.plus(Duration.ofDays(1)))
                    .forEach(day -> partition(tx, table, day));
            partition(tx, table, today);
        }
    }

    /// Keeps the partitions of today and tomorrow, and none older than `keep`: now, and several times a day.
    public void start(Scheduler scheduler, Duration keep) {
        try {
            keepPartitions(keep);
        } catch (RuntimeException e) {
            LOG.error("the partitions of the journal were not seen to; it is tried again in {}", UPKEEP, e);
        }
        scheduler.runAt(clock.instant().plus(UPKEEP), "journal-upkeep", () -> start(scheduler, keep));
    }

    /// Makes the partitions of today and tomorrow, and drops those older than `keep`.
    public void keepPartitions(Duration keep) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        sql.run(tx -> {
            tx.lock("journal", "partitions");
            for (var table : TABLES) {
                partition(tx, table, today);
                partition(tx, table, today.plusDays(1));
                var oldest = table + "_" + compact(today.minusDays(keep.toDays()));
                for (var old : tx.query("""
                        select c.relname as name
                          from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
                         where p.relname = ? and c.relname < ? and c.relname ~ '_[0-9]{8}$'
                        """, row -> row.text("name"), table, oldest)) {
                    tx.update("drop table " + old);
                }
            }
        });
    }

    /// Rows of that day may be in the default partition already: the clock was wrong, or nobody was there to make this
    /// one in time.
    private static void partition(Tx tx, String table, LocalDate day) {
        var name = table + "_" + compact(day);
        if (tx.exists("select 1 where to_regclass(?) is not null", name)) return;
        var from = day + " 00:00:00+00";
        var to = day.plusDays(1) + " 00:00:00+00";
        tx.update("create table %s (like %s including all)".formatted(name, table));
        tx.update("""
                with strays as (delete from %s_other where at >= '%s' and at < '%s' returning *)
                insert into %s select * from strays
                """.formatted(table, from, to, name));
        tx.update(
                "alter table %s attach partition %s for values from ('%s') to ('%s')".formatted(table, name, from, to));
    }

    private static String compact(LocalDate day) {
        return day.toString().replace("-", "");
    }
}
