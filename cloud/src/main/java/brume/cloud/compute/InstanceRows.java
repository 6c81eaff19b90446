package brume.cloud.compute;

import brume.base.sql.Row;
import brume.contract.GuestSeen;
import brume.contract.HostId;
import brume.contract.HypervisorKind;
import java.util.Optional;

/// Rows of the instance table as values.
final class InstanceRows {
    /// The columns that a [Summary] is made of.
    static final String SUMMARY = """
            i.id, i.project, i.owner, i.name, i.description, i.hostname, i.metadata, i.tags, i.access_ipv4,
            i.access_ipv6, i.auto_disk, i.locked, i.locked_by_admin, i.locked_reason, i.flavor_id, i.flavor_name,
            i.vcpus, i.memory_bytes, i.disk_bytes, i.ephemeral_bytes, i.swap_bytes, i.extra_specs, i.reservation,
            i.launch_index, i.image, i.key_name, i.zone, i.config_drive, coalesce(i.task_from, i.power) as settled,
            i.task, i.fault, i.fault_at, i.fault_blocks, i.created_at, i.updated_at, i.launched_at, i.deleted_at,
            exists(select 1 from instance_secret s where s.instance = i.id and s.kind = 'USER_DATA') as told
            """;

    private InstanceRows() {}

    /// One whose home is read apart.
    static Summary summary(Row row) {
        return new Summary(
                row.uuid("id"),
                row.uuid("project"),
                row.optUuid("owner"),
                label(row),
                lock(row),
                size(row),
                new Summary.Origin(
                        row.text("reservation"),
                        row.integer("launch_index"),
                        row.uuid("image"),
                        row.optText("key_name"),
                        row.optText("zone"),
                        row.flag("config_drive")),
                row.word("settled", Instance.Power.class),
                row.optWord("task", Task.Kind.class),
                fault(row),
                new Summary.Times(
                        row.instant("created_at"),
                        row.instant("updated_at"),
                        row.optInstant("launched_at"),
                        row.optInstant("deleted_at")),
                Optional.empty(),
                row.flag("told"));
    }

    static Found found(Row row) {
        var instance = instance(row);
        return new Found(
                instance,
                row.optUuid("r_id")
                        .map(id -> new Residence(
                                id,
                                instance.id(),
                                new HostId(row.uuid("r_host")),
                                row.word("r_role", Residence.Role.class),
                                new Residence.Seen(
                                        row.word("r_state", GuestSeen.State.class),
                                        row.integer("r_boots"),
                                        row.integer("r_losses"),
                                        row.flag("r_inside"),
                                        row.optWord("r_hypervisor", HypervisorKind.class),
                                        row.optText("r_fault"),
                                        row.optInstant("r_fault_at")),
                                row.flag("r_removed"),
                                row.instant("r_since"),
                                row.optInstant("r_noted"),
                                row.integer("r_told"),
                                row.whole("r_generation"))));
    }

    private static Instance instance(Row row) {
        return new Instance(
                row.uuid("id"),
                row.uuid("project"),
                row.optUuid("owner"),
                label(row),
                lock(row),
                size(row),
                recipe(row),
                row.word("power", Instance.Power.class),
                row.word("residency", Instance.Residency.class),
                row.integer("boots"),
                row.flag("gently"),
                row.integer("spec_revision"),
                row.optWord("task", Task.Kind.class)
                        .map(kind -> new Task(
                                kind,
                                row.word("task_from", Instance.Power.class),
                                row.uuid("task_action"),
                                row.instant("task_since"),
                                row.instant("task_deadline"))),
                fault(row),
                new Instance.Times(
                        row.instant("created_at"),
                        row.instant("updated_at"),
                        row.optInstant("launched_at"),
                        row.optInstant("terminated_at"),
                        row.optInstant("deleted_at")),
                row.optInstant("due_at"),
                row.whole("generation"));
    }

    private static Optional<Instance.Lock> lock(Row row) {
        return row.flag("locked")
                ? Optional.of(new Instance.Lock(row.flag("locked_by_admin"), row.optText("locked_reason")))
                : Optional.empty();
    }

    private static Optional<Instance.Fault> fault(Row row) {
        return row.optText("fault")
                .map(message -> new Instance.Fault(message, row.instant("fault_at"), row.flag("fault_blocks")));
    }

    private static Label label(Row row) {
        return new Label(
                row.text("name"),
                row.optText("description"),
                row.text("hostname"),
                FlavorStore.strings(row.json("metadata")),
                row.texts("tags"),
                row.optText("access_ipv4"),
                row.optText("access_ipv6"),
                row.optFlag("auto_disk"));
    }

    private static Size size(Row row) {
        return new Size(
                row.text("flavor_id"),
                row.text("flavor_name"),
                row.integer("vcpus"),
                row.whole("memory_bytes"),
                row.whole("disk_bytes"),
                row.whole("ephemeral_bytes"),
                row.whole("swap_bytes"),
                FlavorStore.strings(row.json("extra_specs")));
    }

    private static Recipe recipe(Row row) {
        return new Recipe(
                row.text("reservation"),
                row.integer("launch_index"),
                row.uuid("image"),
                row.uuid("root_disk"),
                row.optText("key_name"),
                row.optText("public_key"),
                row.optText("zone"),
                row.optText("host_name"),
                row.json("hints"),
                row.flag("config_drive"));
    }
}
