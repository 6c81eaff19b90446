package brume.cloud.compute;

import brume.base.sql.Sql;
import brume.cloud.hosts.HostOrders;
import brume.cloud.network.Networks;
import brume.cloud.placement.Placement;
import brume.cloud.upkeep.Check;
import brume.cloud.upkeep.Finding;
import brume.contract.ItemKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/// Whether instances, their homes, and what is held for them go together.
final class InstanceChecks {
    private static final String BUG = "no verb leaves it so: a bug, or a hand in the database";
    private static final String NO_KEY =
            "its key is not in the folder secret-keys of the data folder: put it back from where that is kept";
    private static final String UNSEEN = "nobody would look at it any more";
    private static final String INSTANCES = """
            select * from (
                select i.id, i.project,
                       case when i.task is not null and i.due_at is null then '%s'
                            when i.deleted_at is null and i.residency = 'GONE' and i.task is null
                                then 'it is to go, and nothing takes it there'
                            when i.deleted_at is not null and r.role = 'ACTIVE' then 'it is gone, and has a home'
                            when i.residency = 'HOSTED' and i.task is null and not i.fault_blocks and r.id is null
                                then 'it should have a home, and has none'
                            when i.task is not null and not exists (
                                     select 1 from instance_action a where a.id = i.task_action and a.finished_at is null)
                                then 'its task is not in its history, or has ended there'
                            when exists (select 1 from instance_action a
                                          where a.instance = i.id and a.finished_at is null
                                            and a.id is distinct from i.task_action)
                                then 'an entry of its history never ends'
                       end as wrong
                  from instance i
                  left join residence r on r.instance = i.id and r.role in ('ACTIVE', 'OUTGOING')
                 where i.id = any(?::uuid[])) x
             where wrong is not null
            """.formatted(UNSEEN);

    private final Sql sql;
    private final InstantSource clock;
    private final HostOrders orders;
    private final Placement placement;
    private final Networks networks;
    private final InstanceStore store;
    private final ResidenceStore residences = new ResidenceStore();
    private final InstanceSecrets secrets;
    private final Consumer<UUID> wake;

    InstanceChecks(
            Sql sql,
            InstantSource clock,
            HostOrders orders,
            Placement placement,
            Networks networks,
            InstanceStore store,
            InstanceSecrets secrets,
            Consumer<UUID> wake) {
        this.sql = sql;
        this.clock = clock;
        this.orders = orders;
        this.placement = placement;
        this.networks = networks;
        this.store = store;
        this.secrets = secrets;
        this.wake = wake;
    }

    List<Check> all() {
        return List.of(
                Check.of(
                                "compute.instances",
                                "an instance has the home, the task and the history that its state asks for",
                                sql,
                                Check.ids("instance"),
                                INSTANCES,
                                row -> Finding.of("instance", row.uuid("id"), row.text("wrong"), BUG)
                                        .in(row.uuid("project")))
                        .repairing(this::seen),
                Check.of(
                                "compute.residences",
                                "a home has room claimed, and its host is told of the guest",
                                (after, limit) ->
                                        sql.query(Check.ids("residence"), row -> row.uuid("id"), after, limit),
                                this::homeless)
                        .twice()
                        .repairing(this::vacated),
                Check.of(
                        "compute.secrets",
                        "what guests may read in secret can be opened",
                        (after, limit) -> sql.query(Check.ids("instance_secret"), row -> row.uuid("id"), after, limit),
                        page -> secrets.closed(sql, page).stream()
                                .map(closed -> Finding.of(
                                        "instance", closed.instance(), "a secret of it cannot be opened", NO_KEY))
                                .toList()),
                Check.of(
                                "compute.claims",
                                "room is claimed by homes that there are",
                                (after, limit) -> placement.claimants(sql, after, limit),
                                page -> Check.missing(page, residing(page)).stream()
                                        .map(id ->
                                                Finding.of("claim", id, "room is claimed by a home that is gone", BUG))
                                        .toList())
                        .twice()
                        .repairing(this::released),
                Check.of(
                                "compute.ports",
                                "ports are claimed by instances that there are",
                                (after, limit) -> networks.claimants(sql, after, limit),
                                page -> Check.missing(page, living(page)).stream()
                                        .map(id -> Finding.of("instance", id, "it is gone, and holds ports", BUG))
                                        .toList())
                        .twice()
                        .repairing(this::unplugged),
                Check.of(
                                "compute.guests",
                                "hosts are told to hold the guests of homes that there are",
                                (after, limit) -> orders.items(sql, ItemKey.Kind.GUEST, after, limit),
                                page -> Check.missing(page, residences(page)).stream()
                                        .map(id -> Finding.of(
                                                "guest",
                                                id,
                                                "a host is told to hold it, and it is nobody's",
                                                BUG + "; a person decides whether it may go"))
                                        .toList())
                        .twice());
    }

    private List<UUID> residences(List<UUID> ids) {
        return sql.query("select id from residence where id = any(?::uuid[])", row -> row.uuid("id"), ids);
    }

    /// Homes, and strangers on hosts.
    private List<UUID> residing(List<UUID> ids) {
        var all = new ArrayList<>(residences(ids));
        orders.told(sql, ItemKey.Kind.GUEST, ids).forEach(order -> all.add(order.item()));
        return all;
    }

    private List<UUID> living(List<UUID> ids) {
        return sql.query(
                "select id from instance where id = any(?::uuid[]) and deleted_at is null", row -> row.uuid("id"), ids);
    }

    private record Home(UUID id, UUID instance, UUID host, UUID project, boolean leaving, boolean removed) {}

    private List<Finding> homeless(List<UUID> page) {
        var homes = sql.query(
                """
                select r.id, r.instance, r.host, i.project, r.role = 'OUTGOING' as leaving, r.removed
                  from residence r join instance i on i.id = r.instance
                 where r.id = any(?::uuid[])
                """,
                row -> new Home(
                        row.uuid("id"),
                        row.uuid("instance"),
                        row.uuid("host"),
                        row.uuid("project"),
                        row.flag("leaving"),
                        row.flag("removed")),
                page);
        var claiming = new HashSet<>(placement.claiming(sql, page));
        var told = new HashSet<UUID>();
        orders.told(sql, ItemKey.Kind.GUEST, page).forEach(order -> told.add(order.item()));
        var findings = new ArrayList<Finding>();
        for (var home : homes) {
            if (!claiming.contains(home.id)) findings.add(finding(home, "it has no room claimed"));
            if (told.contains(home.id) || home.removed) continue;
            findings.add(finding(home, home.leaving ? NEVER : "its host is not told of the guest"));
        }
        return findings;
    }

    private static final String NEVER = "it waits for a word of its host that was never asked for";

    private static Finding finding(Home home, String what) {
        return Finding.of("residence", home.id, what, BUG).on(home.host).in(home.project);
    }

    private boolean seen(Finding found) {
        if (!found.what().equals(UNSEEN)) return false;
        var id = UUID.fromString(found.id());
        sql.update("update instance set due_at = ? where id = ? and due_at is null", clock.instant(), id);
        wake.accept(id);
        return true;
    }

    /// The host was told of nothing, so nothing of it is there.
    private boolean vacated(Finding found) {
        if (!found.what().equals(NEVER)) return false;
        var id = UUID.fromString(found.id());
        return sql.tx(tx -> {
            var instance = tx.first(
                    "select instance from residence where id = ? and role = 'OUTGOING' and not removed for update",
                    row -> row.uuid("instance"),
                    id);
            if (instance.isEmpty() || orders.anywhere(tx, new ItemKey(ItemKey.Kind.GUEST, id))) return false;
            residences.removed(tx, id);
            tx.afterCommit(() -> wake.accept(instance.get()));
            return true;
        });
    }

    private boolean released(Finding found) {
        var id = UUID.fromString(found.id());
        return sql.tx(tx -> {
            if (tx.exists("select 1 from residence where id = ?", id)) return false;
            placement.release(tx, id);
            return true;
        });
    }

    private boolean unplugged(Finding found) {
        var id = UUID.fromString(found.id());
        return sql.tx(tx -> {
            if (store.locked(tx, id).filter(f -> !f.instance().deleted()).isPresent()) return false;
            networks.release(tx, id);
            return true;
        });
    }
}
