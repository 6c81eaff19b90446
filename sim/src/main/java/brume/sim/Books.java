package brume.sim;

import brume.base.sql.Reads;
import brume.cloud.quota.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/// What must always hold of the rows that the controller writes.
final class Books {
    /// In how long whatever is due is seen to, by a controller that is left alone.
    private static final Duration GRACE = Duration.ofSeconds(150);

    private static final List<Limit> LIMITED = List.of(
            Limit.INSTANCES,
            Limit.CORES,
            Limit.NETWORKS,
            Limit.SUBNETS,
            Limit.PORTS,
            Limit.ROUTERS,
            Limit.FLOATING_IPS,
            Limit.SERVER_GROUPS);

    private final World world;
    private final Map<String, String> acknowledged = new LinkedHashMap<>();
    private final Map<String, String> refused = new LinkedHashMap<>();
    private Instant calmSince;
    private int life;
    private Duration skew = Duration.ZERO;

    Books(World world) {
        this.world = world;
        calmSince = world.timeline().now();
    }

    void acknowledged(String request, String verb) {
        acknowledged.put(request, verb);
    }

    void refused(String request, String verb) {
        refused.put(request, verb);
    }

    /// In one statement, as it is asked after each step.
    private static final String CHEAP = """
        select 'room-is-the-sum-of-claims' as rule,
               i.host || ' ' || i.class || ' uses ' || i.used || ' of ' || i.capacity || ', claimed '
               || coalesce(c.amount, 0) as what
          from inventory i
          left join (select host, class, sum(amount) as amount from claim group by host, class) c
            on c.host = i.host and c.class = i.class
         where i.used <> coalesce(c.amount, 0) or i.used > i.capacity
        union all
        select 'room-is-the-sum-of-claims', 'claim of ' || c.residence || ' without a residence' from claim c
         where not exists (select 1 from residence r where r.id = c.residence)
        union all
        select 'room-is-the-sum-of-claims', 'residence ' || r.id || ' without a claim' from residence r
         where not exists (select 1 from claim c where c.residence = r.id)
        union all
        select 'attention-is-due',
               'instance ' || i.id || ' is at ' || coalesce(i.task, 'its end') || ', and nobody will look'
          from instance i
         where (i.task is not null or i.residency = 'GONE' and i.deleted_at is null) and i.due_at is null
           and not exists (select 1 from residence r where r.instance = i.id and r.due_at is not null)
        union all
        select 'no-port-twice', 'port ' || port || ' is wanted at ' || string_agg(host_name, ', ')
          from port_binding where wanted group by port having count(*) > 1
        """;

    /// What is cheap, after each step that has written.
    void cheap() {
        if (!world.database().wrote()) return;
        var found = world.observer().query(CHEAP, row -> new Violation(row.text("rule"), row.text("what")));
        if (!found.isEmpty()) throw found.getFirst();
    }

    void none(String rule, String query, Object... parameters) {
        var found = world.observer().query(query, row -> row.text("what"), parameters);
        if (!found.isEmpty()) throw new Violation(rule, String.join("; ", found.subList(0, Math.min(5, found.size()))));
    }

    private void calm() {
        if (!world.control().up()
                || world.control().lives() != life
                || !world.control().party().skew().equals(skew)) {
            calmSince = world.timeline().now();
            life = world.control().lives();
            skew = world.control().party().skew();
        }
    }

    /// Everything that holds in the midst of it.
    void all() {
        rows();
        limits();
        records();
        journal();
        fences();
        calm();
        if (Duration.between(calmSince, world.timeline().now()).compareTo(GRACE) > 0) deadlines();
    }

    private void rows() {
        none("addresses-belong", """
            select 'address ' || host(a.ip) || ' of no port and no host' as what from port_address a
             where not exists (select 1 from port p where p.id = a.port)
               and not exists (select 1 from port_binding b where b.port = a.port or b.leaves = a.port)
               and not exists (select 1 from outside_hold h where h.port = a.port)
            """);
        none("the-deleted-lets-go", """
            select 'instance ' || i.id || ' is gone, and has port ' || p.id as what
              from instance i join port p on p.instance = i.id where i.deleted_at is not null
            union all
            select 'instance ' || i.id || ' is gone, and has an active residence'
              from instance i join residence r on r.instance = i.id
             where i.deleted_at is not null and r.role = 'ACTIVE'
            """);
        none("claims-are-what-was-asked-for", """
            select 'claim of ' || c.amount || ' ' || c.class || ' for residence ' || r.id || ' of ' || i.id as what
              from claim c join residence r on r.id = c.residence join instance i on i.id = r.instance
             where c.amount <> case c.class when 'VCPU' then i.vcpus when 'MEMORY' then i.memory_bytes
                                    else i.disk_bytes + i.ephemeral_bytes + i.swap_bytes end
            """);
    }

    private static final String USED = """
        select 'INSTANCES' as name, project, count(*) as used
          from instance where deleted_at is null group by project
        union all select 'CORES', project, sum(vcpus) from instance where deleted_at is null group by project
        union all select 'NETWORKS', project, count(*) from network group by project
        union all select 'SUBNETS', project, count(*) from subnet group by project
        union all select 'PORTS', project, count(*) from port
                   where project is not null and owner not like 'network:%' group by project
        union all select 'ROUTERS', project, count(*) from router group by project
        union all select 'FLOATING_IPS', project, count(*) from floating_ip group by project
        union all select 'SERVER_GROUPS', project, count(*) from server_group group by project
        """;

    /// How much a project has of what is limited.
    static Map<Limit, Long> used(Reads reads, UUID project) {
        var used = new EnumMap<Limit, Long>(Limit.class);
        for (var limit : LIMITED) used.put(limit, 0L);
        reads.query(
                "select name, used from (" + USED + ") u where project = ?",
                row -> used.put(row.word("name", Limit.class), row.whole("used")),
                project);
        return used;
    }

    private void limits() {
        none("limits-hold", """
            select 'project ' || q.project || ' has ' || n.used || ' of ' || q.value || ' ' || q.name as what
              from quota_limit q join (\
            """ + USED + """
            ) n on n.name = q.name and n.project = q.project
             where n.used > q.value
            """);
    }

    /// Each thing has an event of its making, and each of the cloud's own events a thing that it happened to.
    private void records() {
        none("each-thing-has-its-event", """
            select t.kind || ' ' || t.id || ' was made without an event' as what
              from (select 'network' as kind, id::text as id from network
                    union all select 'subnet', id::text from subnet
                    union all select 'router', id::text from router
                    union all select 'floating_ip', id::text from floating_ip
                    union all select 'security_group', id::text from security_group where not standard
                    union all select 'subnet_pool', id::text from subnet_pool
                    union all select 'image', id::text from image
                    union all select 'server_group', id::text from server_group
                    union all select 'instance', id::text from instance
                    union all select 'flavor', id from flavor where length(id) > 10) t
             where not exists (select 1 from event e where e.resource = t.id)
            """);
        none("each-event-has-its-change", """
            select 'event ' || e.id || ' (' || e.what || ' of ' || e.resource || ') without a change' as what
              from event e
             where e.what not like 'upkeep:%'
               and e.what not in ('compute:instances:lost', 'compute:instances:failed',
                                  'compute:instances:deleted', 'compute:instances:shut-down-inside')
               and not exists (select 1 from audit a
                                where a.resource = e.resource and a.action = e.what and a.at = e.at)
            union all
            select count(*) || ' events of the end of ' || e.resource from event e
             where e.what = 'compute:instances:deleted' group by e.resource having count(*) > 1
            union all
            select 'event of the end of ' || e.resource || ', which is there' from event e
             where e.what = 'compute:instances:deleted'
               and not exists (select 1 from instance i
                                where i.id::text = e.resource and i.deleted_at is not null)
            """);
        // Its checks of the controller's own tables: nothing that a host does may ever make them wrong.
        none("the-audit-mends-nothing", """
            select e.detail ->> 'check' || ': ' || e.kind || ' ' || e.resource || ': ' || (e.detail ->> 'what') as what
              from event e
             where e.what like 'upkeep:%' and e.detail ->> 'check' <> 'hosts.holdings'
            """);
    }

    /// Each change has its rows, and what was refused has none.
    private void journal() {
        var journaled = new HashSet<>(world.observer()
                .query(
                        "select distinct request from audit where outcome = 'allowed' and request = any(?)",
                        row -> row.text("request"),
                        Stream.concat(acknowledged.keySet().stream(), refused.keySet().stream())
                                .toList()));
        refused.forEach((request, verb) -> {
            if (journaled.contains(request)) {
                throw new Violation("the-refused-changes-nothing", verb + " " + request + " has an audit row");
            }
        });
        acknowledged.forEach((request, verb) -> {
            if (!journaled.contains(request)) {
                throw new Violation("each-change-is-recorded", verb + " " + request + " has no audit row");
            }
        });
        acknowledged.clear();
        refused.clear();
        none("each-change-has-its-event", """
            select 'audit row ' || a.id || ' (' || a.action || ' of ' || a.resource || ') without an event' as what
              from audit a
             where a.outcome = 'allowed'
               and not exists (select 1 from event e
                                where e.resource = a.resource and e.what = a.action and e.at = a.at)
            union all
            select 'instance ' || i.id || ' is gone without an event' from instance i
             where i.deleted_at is not null
               and not exists (select 1 from event e
                                where e.resource = i.id::text and e.what = 'compute:instances:deleted')
            """);
    }

    /// Whoever is fenced here was powered off.
    private void fences() {
        none(
                "a-true-fence-is-believed",
                "select 'host ' || host || ' belied its fence' as what from fence where belied");
    }

    /// Nothing is past its deadline, when the controller has had the time to see to it.
    private void deadlines() {
        var late = world.control().party().clock().instant().minus(GRACE);
        none("settled-deadlines", """
            select 'instance ' || id || ' was to be done with ' || task || ' at ' || task_deadline as what
              from instance where task_deadline < ?
            union all
            select 'instance ' || id || ' was to be looked at at ' || due_at from instance where due_at < ?
            union all
            select 'networks were to be looked at at ' || min(due_at) from network_due having min(due_at) < ?
            """, late, late, late);
    }
}
