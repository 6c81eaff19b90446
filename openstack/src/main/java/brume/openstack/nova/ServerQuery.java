package brume.openstack.nova;

import brume.base.shape.Shape;
import brume.base.shape.Version;
import brume.base.shape.Versions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The parameters that lists of servers take, and who may narrow a list by each. What is not known is ignored, and
/// refused since 2.75; what is for administrators is ignored when others ask.
///
/// Source: the API reference, "List Servers"; Nova's schema `query_params_v275` and its list of filters for all.
final class ServerQuery {
    /// Sort keys, and the columns behind them.
    private static final Map<String, String> SORTS = Map.ofEntries(
            Map.entry("access_ip_v4", "coalesce(i.access_ipv4, '')"),
            Map.entry("access_ip_v6", "coalesce(i.access_ipv6, '')"),
            Map.entry("availability_zone", "coalesce(i.zone, '')"),
            Map.entry("config_drive", "i.config_drive"),
            Map.entry("created_at", "i.created_at"),
            Map.entry("display_description", "coalesce(i.description, '')"),
            Map.entry("display_name", "i.name"),
            Map.entry("hostname", "i.hostname"),
            Map.entry("image_ref", "i.image"),
            Map.entry("instance_type_id", "i.flavor_id"),
            Map.entry("key_name", "coalesce(i.key_name, '')"),
            Map.entry("launch_index", "i.launch_index"),
            Map.entry("launched_at", "coalesce(i.launched_at, i.created_at)"),
            Map.entry("locked", "i.locked"),
            Map.entry("project_id", "i.project"),
            Map.entry("task_state", "coalesce(i.task, '')"),
            Map.entry("terminated_at", "coalesce(i.terminated_at, i.created_at)"),
            Map.entry("updated_at", "i.updated_at"),
            Map.entry("user_id", "coalesce(i.owner, '00000000-0000-0000-0000-000000000000')"),
            Map.entry("uuid", "i.id"),
            Map.entry("vm_state", "i.power"));

    /// Sort keys for administrators, of which nothing is known here.
    static final Set<String> HOST_SORTS = Set.of("host", "node");

    /// Sort keys that clients know and that say nothing here.
    private static final Set<String> MUTE_SORTS = Set.of(
            "auto_disk_config", "kernel_id", "locked_by", "power_state", "progress", "ramdisk_id", "root_device_name");

    /// Sort keys that were taken, and did nothing, until unknown ones were refused.
    private static final Set<String> IDLE_SORTS = Set.of(
            "architecture",
            "cell_name",
            "cleaned",
            "default_ephemeral_device",
            "default_swap_device",
            "deleted",
            "deleted_at",
            "disable_terminate",
            "ephemeral_gb",
            "ephemeral_key_uuid",
            "id",
            "key_data",
            "launched_on",
            "memory_mb",
            "os_type",
            "reservation_id",
            "root_gb",
            "shutdown_terminate",
            "user_data",
            "vcpus",
            "vm_mode");

    /// Names of what servers hold in other tables: never filters, and refused to those whose filters are all taken.
    private static final List<String> JOINED = List.of(
            "block_device_mapping",
            "services",
            "metadata",
            "system_metadata",
            "info_cache",
            "security_groups",
            "pci_devices");

    /// What everybody may narrow a list by; the rest is for administrators.
    private static final Map<String, Versions> FOR_ALL = Map.ofEntries(
            Map.entry("reservation_id", Versions.ALL),
            Map.entry("name", Versions.ALL),
            Map.entry("status", Versions.ALL),
            Map.entry("image", Versions.ALL),
            Map.entry("flavor", Versions.ALL),
            Map.entry("ip", Versions.ALL),
            Map.entry("changes-since", Versions.ALL),
            Map.entry("all_tenants", Versions.ALL),
            Map.entry("ip6", Versions.since(2, 5)),
            Map.entry("tags", Versions.since(2, 26)),
            Map.entry("tags-any", Versions.since(2, 26)),
            Map.entry("not-tags", Versions.since(2, 26)),
            Map.entry("not-tags-any", Versions.since(2, 26)),
            Map.entry("changes-before", Versions.since(2, 66)),
            Map.entry("locked", Versions.since(2, 73)),
            Map.entry("availability_zone", Versions.since(2, 83)),
            Map.entry("config_drive", Versions.since(2, 83)),
            Map.entry("key_name", Versions.since(2, 83)),
            Map.entry("created_at", Versions.since(2, 83)),
            Map.entry("launched_at", Versions.since(2, 83)),
            Map.entry("terminated_at", Versions.since(2, 83)),
            Map.entry("power_state", Versions.since(2, 83)),
            Map.entry("task_state", Versions.since(2, 83)),
            Map.entry("vm_state", Versions.since(2, 83)),
            Map.entry("progress", Versions.since(2, 83)),
            Map.entry("user_id", Versions.since(2, 83)));

    /// Nothing at all means yes.
    private static final Shape YES = Shape.either(Shape.text("", 0, "empty"), Shape.flag());

    static final Shape.Fields SHAPE = texts(List.of(
                    "user_id",
                    "project_id",
                    "tenant_id",
                    "launch_index",
                    "image_ref",
                    "image",
                    "kernel_id",
                    "ramdisk_id",
                    "hostname",
                    "key_name",
                    "power_state",
                    "vm_state",
                    "task_state",
                    "host",
                    "node",
                    "flavor",
                    "reservation_id",
                    "launched_at",
                    "terminated_at",
                    "availability_zone",
                    "name",
                    "display_name",
                    "description",
                    "display_description",
                    "locked_by",
                    "uuid",
                    "root_device_name",
                    "config_drive",
                    "access_ip_v4",
                    "access_ip_v6",
                    "auto_disk_config",
                    "progress",
                    "soft_deleted",
                    "deleted",
                    "status",
                    "ip",
                    "ip6",
                    "created_at",
                    "marker"))
            .with("tags", Pages.TEXT, Versions.since(2, 26))
            .with("tags-any", Pages.TEXT, Versions.since(2, 26))
            .with("not-tags", Pages.TEXT, Versions.since(2, 26))
            .with("not-tags-any", Pages.TEXT, Versions.since(2, 26))
            .with("all_tenants", YES)
            .with("locked", Shape.flag(), Versions.since(2, 73))
            .with("changes-since", Pages.TIME)
            .with("changes-before", Pages.TIME, Versions.since(2, 66))
            .with("limit", Pages.NUMBER)
            .with("sort_dir", Shape.oneOf("asc", "desc"))
            .with("sort_key", sorts(IDLE_SORTS), Versions.until(2, 74))
            .with("sort_key", sorts(Set.of()), Versions.since(2, 75));

    private ServerQuery() {}

    private static Shape.Fields texts(List<String> names) {
        var shape = Shape.closed(Versions.since(2, 75));
        for (var name : names) shape = shape.with(name, Pages.TEXT);
        for (var name : JOINED) shape = shape.with(name, Pages.TEXT);
        return shape;
    }

    private static Shape sorts(Set<String> idle) {
        return new Shape.OneOf(Stream.of(SORTS.keySet(), HOST_SORTS, MUTE_SORTS, idle)
                .flatMap(Set::stream)
                .sorted()
                .toList());
    }

    /// Whether a list is narrowed by a parameter; if not, that is ignored.
    ///
    /// @param all whether the caller may narrow it by all there are
    static boolean takes(String name, Version version, boolean all) {
        if (!all) return FOR_ALL.getOrDefault(name, Versions.NONE).contains(version);
        return SHAPE.fields().stream()
                .anyMatch(field -> field.name().equals(name) && field.versions().contains(version));
    }

    /// Whether a list is never narrowed by it, whoever asks.
    static boolean inner(String name) {
        return JOINED.contains(name) || name.startsWith("_");
    }

    /// The column of a sort key; none when there is nothing to sort by.
    static Optional<String> column(String key, Version version) {
        // It was an idle one before.
        if (key.equals("locked") && !version.atLeast(2, 73)) return Optional.empty();
        return Optional.ofNullable(SORTS.get(key));
    }
}
