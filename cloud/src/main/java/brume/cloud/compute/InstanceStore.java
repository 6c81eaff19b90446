package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.base.json.Json;
import brume.base.sql.Asked;
import brume.base.sql.Few;
import brume.base.sql.Keyset;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Select;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.contract.GuestSeen;
import brume.contract.HostId;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Instances, with their residences.
final class InstanceStore {
    private static final List<String> COLUMNS = List.of(
            "id",
            "project",
            "owner",
            "name",
            "description",
            "hostname",
            "metadata",
            "tags",
            "access_ipv4",
            "access_ipv6",
            "auto_disk",
            "locked",
            "locked_by_admin",
            "locked_reason",
            "reservation",
            "launch_index",
            "flavor_id",
            "flavor_name",
            "vcpus",
            "memory_bytes",
            "disk_bytes",
            "ephemeral_bytes",
            "swap_bytes",
            "extra_specs",
            "image",
            "root_disk",
            "key_name",
            "public_key",
            "zone",
            "host_name",
            "hints",
            "config_drive",
            "power",
            "residency",
            "boots",
            "gently",
            "spec_revision",
            "task",
            "task_from",
            "task_action",
            "task_since",
            "task_deadline",
            "fault",
            "fault_at",
            "fault_blocks",
            "created_at",
            "updated_at",
            "launched_at",
            "terminated_at",
            "deleted_at",
            "due_at",
            "generation");

    private static final String INSERT = "insert into instance (" + String.join(", ", COLUMNS) + ") values ("
            + String.join(", ", Collections.nCopies(COLUMNS.size(), "?")) + ")";

    private static final String FOUND = """
            select i.*, r.id as r_id, r.host as r_host, r.role as r_role, r.generation as r_generation,
                   r.state as r_state, r.boots as r_boots, r.losses as r_losses, r.told_losses as r_told,
                   r.shut_down_inside as r_inside, r.hypervisor as r_hypervisor, r.fault as r_fault,
                   r.fault_at as r_fault_at, r.removed as r_removed, r.created_at as r_since, r.due_at as r_noted
            """;

    private static final String TABLES = """
              from instance i
              left join residence r on r.instance = i.id and r.role in ('ACTIVE', 'OUTGOING')
            """;

    private static final String SELECT = FOUND + TABLES;

    private static final String SHOW = FOUND
            + ", (select m.server_group from server_group_member m where m.instance = i.id limit 1) as server_group"
            + ", exists(select 1 from instance_secret s where s.instance = i.id and s.kind = 'USER_DATA') as told"
            + TABLES
            + " where i.id ";

    private static final String USAGE = """
            select count(*) as instances, coalesce(sum(vcpus), 0)::bigint as cores,
                   coalesce(sum(memory_bytes), 0)::bigint as memory
              from instance where project = ? and deleted_at is null
            """;

    private static final String REPLACE = """
                update instance
                   set image = ?, root_disk = ?, key_name = ?, public_key = ?, name = ?, description = ?, hostname = ?, metadata = ?, tags = ?, access_ipv4 = ?, access_ipv6 = ?, auto_disk = ?,
                       locked = ?, locked_by_admin = ?, locked_reason = ?, power = ?, residency = ?, boots = ?,
                       gently = ?, spec_revision = ?, task = ?, task_from = ?, task_action = ?,
                       task_since = ?, task_deadline = ?, fault = ?, fault_at = ?, fault_blocks = ?, updated_at = ?,
                       launched_at = ?, terminated_at = ?, deleted_at = ?, due_at = ?, generation = generation + 1
                 where id = ? and generation = ?
                """;

    Optional<Found> find(Reads reads, UUID id) {
        return reads.first(SELECT + " where i.id = ?", InstanceRows::found, id);
    }

    /// Some instances, each without its ports, to be asked together with something else.
    Select<Shown> show(Few ids) {
        return new Select<>(
                SHOW + ids.text(),
                row -> new Shown(InstanceRows.found(row), row.optUuid("server_group"), row.flag("told"), List.of()),
                ids.values());
    }

    /// The instance, which nobody else changes until the transaction ends. That what belongs to it is written does not
    /// wait: a report that writes a residence twice asks whether its instance is there.
    Optional<Found> locked(Tx tx, UUID id) {
        return tx.first(SELECT + " where i.id = ? for no key update of i", InstanceRows::found, id);
    }

    /// As [#locked], for those of several that nobody else has locked.
    List<Found> free(Tx tx, Collection<UUID> ids) {
        return tx.query(
                SELECT + " where i.id = any(?::uuid[]) order by i.id for no key update of i skip locked",
                InstanceRows::found,
                ids);
    }

    /// A page, each with its home. That is read apart: to join the two costs as much as the page.
    List<Summary> list(Reads reads, Where where, Keyset page) {
        page.after(where);
        var found = reads.query(
                "select " + InstanceRows.SUMMARY + " from instance i" + where.text() + page.order(),
                InstanceRows::summary,
                where.parameters());
        var homes = dwellings(reads, found.stream().map(Summary::id).toList());
        return found.stream()
                .map(summary -> summary.at(Optional.ofNullable(homes.get(summary.id()))))
                .toList();
    }

    /// By their ids: to a sub-select of a long page, PostgreSQL goes through all residences that there are.
    private static Map<UUID, Summary.Home> dwellings(Reads reads, List<UUID> instances) {
        var homes = new HashMap<UUID, Summary.Home>();
        if (instances.isEmpty()) return homes;
        reads.byIndex(
                """
                select instance, host, state from residence
                 where instance = any(?::uuid[]) and role in ('ACTIVE', 'OUTGOING')
                """,
                row -> homes.put(
                        row.uuid("instance"),
                        new Summary.Home(new HostId(row.uuid("host")), row.word("state", GuestSeen.State.class))),
                instances);
        return homes;
    }

    /// A page, by name alone.
    List<Named> names(Reads reads, Where where, Keyset page) {
        page.after(where);
        return reads.query(
                "select i.id, i.name from instance i" + where.text() + page.order(),
                row -> new Named(row.uuid("id"), row.text("name")),
                where.parameters());
    }

    /// Those of the instances that have an address which matches a regular expression.
    List<UUID> matching(Reads reads, List<UUID> instances, List<String> ips, String pattern) {
        return reads.query(
                "select distinct id from unnest(?::uuid[], ?::text[]) as a (id, ip) where ip ~ ?",
                row -> row.uuid("id"),
                instances,
                ips,
                pattern);
    }

    /// The ids of a filtered list, without its pages.
    List<UUID> ids(Reads reads, Where where) {
        return reads.query("select i.id from instance i" + where.text(), row -> row.uuid("id"), where.parameters());
    }

    /// Those that are not as they are wanted, as far as the rows say: whoever was to look at them may have died.
    List<UUID> unsettled(Reads reads) {
        return reads.query("""
                select i.id from instance i
                  left join residence r on r.instance = i.id and r.role in ('ACTIVE', 'OUTGOING')
                 where i.task is not null
                    or i.residency = 'GONE' and (i.deleted_at is null or r.removed)
                    or i.residency = 'HOSTED' and i.power = 'RUNNING' and r.state <> 'RUNNING'
                    or i.residency = 'HOSTED' and i.power = 'STOPPED' and r.state not in ('STOPPED', 'ABSENT')
                    or i.residency = 'HOSTED' and i.power in ('PAUSED', 'SUSPENDED') and r.state <> 'PAUSED'
                    or i.fault_blocks and r.id is not null
                 order by i.id
                """, row -> row.uuid("id"));
    }

    List<UUID> due(Reads reads, Instant now, int limit) {
        return reads.query("""
                select id from (select id, due_at from instance where due_at <= ?
                                union all
                                select instance, due_at from residence where due_at <= ?) due
                 order by due_at limit ?
                """, row -> row.uuid("id"), now, now, limit);
    }

    /// Notes that there is news of the guests of these instances: whoever is woken for it may die.
    void news(Tx tx, Collection<UUID> instances, Instant now) {
        tx.update(
                "update residence set due_at = ? where instance = any(?::uuid[]) and role in ('ACTIVE', 'OUTGOING')",
                now,
                instances);
    }

    /// The news that was noted when the instance was read is looked at; what has come since is due still. Written last,
    /// because reports lock orders first, and residences then.
    void looked(Tx tx, Found found) {
        found.home()
                .flatMap(Residence::noted)
                .ifPresent(noted -> tx.later(
                        "update residence set due_at = null where id = ? and due_at = ?",
                        found.home().get().id(),
                        noted));
    }

    void insert(Tx tx, List<Instance> instances) {
        tx.laterAll(INSERT, instances.stream().map(InstanceStore::values).toList());
    }

    private static Object[] values(Instance i) {
        return new Object[] {
            i.id(),
            i.project(),
            i.owner(),
            i.label().name(),
            i.label().description(),
            i.label().hostname(),
            Json.MAPPER.valueToTree(i.label().metadata()),
            i.label().tags(),
            i.label().accessIpv4(),
            i.label().accessIpv6(),
            i.label().autoDisk(),
            i.lock().isPresent(),
            i.lock().filter(Instance.Lock::byAdmin).isPresent(),
            i.lock().flatMap(Instance.Lock::reason),
            i.recipe().reservation(),
            i.recipe().launchIndex(),
            i.size().flavor(),
            i.size().name(),
            i.size().vcpus(),
            i.size().memoryBytes(),
            i.size().diskBytes(),
            i.size().ephemeralBytes(),
            i.size().swapBytes(),
            Json.MAPPER.valueToTree(i.size().extraSpecs()),
            i.recipe().image(),
            i.recipe().rootDisk(),
            i.recipe().keyName(),
            i.recipe().publicKey(),
            i.recipe().zone(),
            i.recipe().hostName(),
            i.recipe().hints(),
            i.recipe().configDrive(),
            i.power(),
            i.residency(),
            i.boots(),
            i.gently(),
            i.specRevision(),
            i.task().map(Task::kind),
            i.task().map(Task::from),
            i.task().map(Task::action),
            i.task().map(Task::since),
            i.task().map(Task::deadline),
            i.fault().map(Instance.Fault::message),
            i.fault().map(Instance.Fault::at),
            i.blocked(),
            i.times().created(),
            i.times().updated(),
            i.times().launched(),
            i.times().terminated(),
            i.times().deleted(),
            i.dueAt(),
            i.generation()
        };
    }

    /// Writes `next` over the value it was made from.
    ///
    /// @return `next` as stored, one generation on
    /// @throws CloudFault.Stale when the row has moved on since it was read
    Instance replace(Tx tx, Instance next) {
        int written = tx.update(REPLACE, changes(next));
        if (written == 0) throw new CloudFault.Stale("instance " + next.id() + " changed meanwhile");
        return next.nextGeneration();
    }

    /// As [#replace], for instances whose rows are locked.
    void replace(Tx tx, List<Instance> several) {
        tx.laterAll(REPLACE, several.stream().map(InstanceStore::changes).toList());
    }

    private static Object[] changes(Instance next) {
        return new Object[] {
            next.recipe().image(),
            next.recipe().rootDisk(),
            next.recipe().keyName(),
            next.recipe().publicKey(),
            next.label().name(),
            next.label().description(),
            next.label().hostname(),
            Json.MAPPER.valueToTree(next.label().metadata()),
            next.label().tags(),
            next.label().accessIpv4(),
            next.label().accessIpv6(),
            next.label().autoDisk(),
            next.lock().isPresent(),
            next.lock().filter(Instance.Lock::byAdmin).isPresent(),
            next.lock().flatMap(Instance.Lock::reason),
            next.power(),
            next.residency(),
            next.boots(),
            next.gently(),
            next.specRevision(),
            next.task().map(Task::kind),
            next.task().map(Task::from),
            next.task().map(Task::action),
            next.task().map(Task::since),
            next.task().map(Task::deadline),
            next.fault().map(Instance.Fault::message),
            next.fault().map(Instance.Fault::at),
            next.blocked(),
            next.times().updated(),
            next.times().launched(),
            next.times().terminated(),
            next.times().deleted(),
            next.dueAt(),
            next.id(),
            next.generation()
        };
    }

    /// Removes rows of instances that went before a time, with all that hangs on them: none of which a host has yet to
    /// confirm that its guest is gone.
    ///
    /// @return how many there were, at most `limit`
    int reap(Tx tx, Instant before, int limit) {
        return tx.update("""
                delete from instance where id in (
                    select id from instance i
                     where deleted_at <= ? and not exists (select 1 from residence r where r.instance = i.id)
                     order by deleted_at, id limit ?
                       for update skip locked)
                """, before, limit);
    }

    /// What a project uses; instances that are gone for their owner do not count.
    ComputeUsage usage(Reads reads, UUID project) {
        return reads.only(USAGE, InstanceStore::usage, project);
    }

    /// As [#usage].
    Asked<ComputeUsage> askUsage(Tx tx, UUID project) {
        return tx.ask(USAGE, InstanceStore::usage, project);
    }

    private static ComputeUsage usage(Row row) {
        return new ComputeUsage(row.whole("instances"), row.whole("cores"), row.whole("memory"));
    }
}
