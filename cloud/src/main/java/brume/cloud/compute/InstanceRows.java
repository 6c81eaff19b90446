package brume.cloud.compute;

import brume.base.sql.Row;
import brume.contract.GuestSeen;
import brume.contract.HostId;
import brume.contract.HypervisorKind;
import java.util.Optional;

/// Rows of the instance table as values.
final class InstanceRows {
    private InstanceRows() {}

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
                                row.whole("r_generation"))));
    }

    private static Instance instance(Row row) {
        return new Instance(
                row.uuid("id"),
                row.uuid("project"),
                row.optUuid("owner"),
                label(row),
                row.flag("locked")
                        ? Optional.of(new Instance.Lock(row.flag("locked_by_admin"), row.optText("locked_reason")))
                        : Optional.empty(),
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
                row.optText("fault")
                        .map(message -> new Instance.Fault(message, row.instant("fault_at"), row.flag("fault_blocks"))),
                new Instance.Times(
                        row.instant("created_at"),
                        row.instant("updated_at"),
                        row.optInstant("launched_at"),
                        row.optInstant("terminated_at"),
                        row.optInstant("deleted_at")),
                row.optInstant("due_at"),
                row.whole("generation"));
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
