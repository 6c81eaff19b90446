package brume.cloud.compute;

import brume.base.sql.Row;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.Hosts;
import brume.cloud.upkeep.Keys;
import brume.cloud.upkeep.Overdue;
import brume.cloud.upkeep.Watch;
import brume.cloud.upkeep.Work;
import brume.contract.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Instances whose work is late.
final class LateInstances {
    private static final String KIND = "instance";
    private static final String TASKS = """
            select i.id, i.project, a.owner, a.request, i.task_since as since, coalesce(r.fault, i.fault) as fault,
                   r.host
              from instance i
              left join instance_action a on a.id = i.task_action
              left join residence r on r.instance = i.id and r.role in ('ACTIVE', 'OUTGOING')
             where i.task = ? and i.task_deadline <= ? and i.id > ?
             order by i.id limit ?
            """;
    private static final String LOOKS = """
            select i.id, i.project, i.owner, null::text as request, min(d.due_at) as since, i.fault, null::uuid as host
              from (select id, due_at from instance union all select instance, due_at from residence) d
              join instance i on i.id = d.id
             where d.due_at <= ? and i.id > ?
             group by i.id
             order by i.id limit ?
            """;
    private static final String PLANS = """
            select i.id, i.project, i.owner, null::text as request, min(d.due_at) as since, i.fault, null::uuid as host
              from guest_due d join instance i on i.id = d.instance
             group by i.id having min(d.due_at) <= ? and i.id > ?
             order by i.id limit ?
            """;
    /// Those whose guests are told to go, and that are gone for their owners.
    private static final String DEPARTURES = """
            select i.id, i.project, a.owner, a.request, i.terminated_at as since, r.fault, r.host
              from residence r
              join instance i on i.id = r.instance
              left join lateral (select owner, request from instance_action x
                                  where x.instance = i.id and x.action = 'delete'
                                  order by x.started_at desc limit 1) a on true
             where r.role = 'OUTGOING' and i.terminated_at <= ? and i.id > ?
             order by i.id limit ?
            """;

    /// Secrets that are to be forgotten.
    private static final String SECRETS = """
            select i.id, i.project, i.owner, null::text as request, min(s.due_at) as since, null::text as fault,
                   null::uuid as host
              from instance_secret s join instance i on i.id = s.instance
             where s.due_at <= ? and i.id > ?
             group by i.id
             order by i.id limit ?
            """;

    /// Those that were to be listed no more.
    private static final String LISTED = """
            select i.id, i.project, i.owner, null::text as request, i.deleted_at as since, null::text as fault,
                   null::uuid as host
              from instance i
             where i.deleted_at <= ? and i.id > ?
               and not exists (select 1 from residence r where r.instance = i.id)
             order by i.id limit ?
            """;

    private final Hosts hosts;
    private final Duration deletedKept;

    LateInstances(Hosts hosts, Duration deletedKept) {
        this.hosts = hosts;
        this.deletedKept = deletedKept;
    }

    List<Watch> watches() {
        var watches = new ArrayList<Watch>();
        for (var kind : Task.Kind.values()) {
            watches.add(new Watch(
                    kind.work(),
                    (reads, now, after, limit) ->
                            reads.query(TASKS, row -> row(row, kind.work()), kind, now, Keys.after(after), limit)));
        }
        watches.add(watch(Work.INSTANCE_LOOK, LOOKS));
        watches.add(watch(Work.INSTANCE_DEPARTURE, DEPARTURES));
        watches.add(watch(Work.INSTANCE_FORGET, SECRETS));
        watches.add(new Watch(
                Work.INSTANCE_REAP,
                (reads, now, after, limit) -> reads.query(
                        LISTED,
                        row -> row(row, Work.INSTANCE_REAP, row.instant("since").plus(deletedKept)),
                        now.minus(deletedKept).minus(Work.INSTANCE_REAP.most()),
                        Keys.after(after),
                        limit)));
        watches.add(watch(Work.GUEST_PLAN, PLANS));
        return watches;
    }

    private Watch watch(Work work, String query) {
        return new Watch(
                work,
                (reads, now, after, limit) ->
                        reads.query(query, row -> row(row, work), now.minus(work.most()), Keys.after(after), limit));
    }

    private Overdue row(Row row, Work work) {
        return row(row, work, row.instant("since"));
    }

    private Overdue row(Row row, Work work, Instant since) {
        var id = row.uuid("id").toString();
        return new Overdue(
                work,
                id,
                KIND,
                id,
                Optional.of(row.uuid("project")),
                row.optUuid("owner"),
                row.optText("request"),
                since,
                since.plus(work.most()),
                row.optText("fault"),
                row.optUuid("host").map(host -> freedBy(new HostId(host), work)).orElse("its next attempt"));
    }

    private String freedBy(HostId id, Work work) {
        var host = Optional.ofNullable(hosts.lately(List.of(id)).get(id));
        var name = host.map(Host::name).orElse(id.toString());
        if (host.filter(Host::connected).isPresent()) return "a word of host " + name + ", which is connected";
        return work == Work.INSTANCE_DEPARTURE
                ? "host " + name + " comes back and confirms, or is fenced or removed"
                : "host " + name + " comes back";
    }
}
