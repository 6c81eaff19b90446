package brume.openstack.nova;

import brume.base.fault.CloudFault;
import brume.base.http.Query;
import brume.base.http.Request;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import brume.base.sql.Keyset;
import brume.cloud.access.Caller;
import brume.cloud.compute.Condition;
import brume.cloud.compute.InstanceFilter;
import brume.cloud.compute.Task;
import brume.contract.HostId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/// What the query of a list of servers asks for.
///
/// @param nothing whether it asks for what can't be: a status that does not exist
record ServerListing(
        InstanceFilter filter, boolean nothing, List<Keyset.Sort> sorts, Optional<UUID> marker, int limit) {
    static final int MOST = 1000;

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

    /// Sort keys that clients know and that say nothing here.
    private static final Set<String> MUTE_SORTS = Set.of(
            "auto_disk_config",
            "host",
            "kernel_id",
            "locked_by",
            "node",
            "power_state",
            "progress",
            "ramdisk_id",
            "root_device_name");

    /// Parameters that have a shape; what else there is are filters.
    static final Shape.Fields QUERY = Shape.open()
            .with(
                    "sort_key",
                    new Shape.OneOf(Stream.concat(SORTS.keySet().stream(), MUTE_SORTS.stream())
                            .sorted()
                            .toList()))
            .with("sort_dir", Shape.oneOf("asc", "desc"));

    /// @param hosts finds a host by its name
    /// @throws CloudFault.Invalid when a value is not of its kind
    static ServerListing of(Request request, Caller caller, Function<String, Optional<HostId>> hosts) {
        return new Reader(request.query(), request.version(), caller, hosts).read();
    }

    private static final class Reader {
        private final Query query;
        private final Version version;
        private final Caller caller;
        private final Function<String, Optional<HostId>> hosts;
        private boolean nothing;

        Reader(Query query, Version version, Caller caller, Function<String, Optional<HostId>> hosts) {
            this.hosts = hosts;
            this.query = query;
            this.version = version;
            this.caller = caller;
        }

        ServerListing read() {
            boolean all = caller.admin() && flag("all_tenants", true).orElse(false);
            if (!caller.admin() && flag("all_tenants", true).orElse(false)) {
                throw new CloudFault.Forbidden(
                        "Policy doesn't allow os_compute_api:servers:detail:get_all_tenants to be performed.");
            }
            var since = time("changes-since");
            var filter = new InstanceFilter(
                    all ? project() : Optional.of(caller.home()),
                    Optional.empty(),
                    conditions(),
                    tasks(),
                    deleted(since.isPresent()),
                    since,
                    version.atLeast(2, 66) ? time("changes-before") : Optional.empty(),
                    text("name").or(() -> caller.admin() ? text("display_name") : Optional.empty()),
                    text("ip").or(() -> version.atLeast(2, 5) || caller.admin() ? text("ip6") : Optional.empty()),
                    text("flavor"),
                    id("image"),
                    privileged("user_id").flatMap(this::uuid),
                    caller.admin() ? text("host").flatMap(this::host) : Optional.empty(),
                    text("reservation_id"),
                    privileged("key_name"),
                    version.atLeast(2, 73) ? flag("locked", false) : Optional.empty(),
                    metadata(),
                    tags("tags"),
                    tags("tags-any"),
                    tags("not-tags"),
                    tags("not-tags-any"),
                    exact());
            return new ServerListing(filter, nothing, sorts(), marker(), limit());
        }

        private Optional<String> text(String name) {
            return query.last(name).filter(Shape::storable);
        }

        /// For administrators, and since 2.83 for everybody.
        private Optional<String> privileged(String name) {
            return caller.admin() || version.atLeast(2, 83) ? text(name) : Optional.empty();
        }

        private Optional<UUID> project() {
            return text("tenant_id").or(() -> text("project_id")).flatMap(this::uuid);
        }

        private Optional<UUID> id(String name) {
            return text(name).flatMap(this::uuid);
        }

        /// An id that is none matches nothing.
        private Optional<UUID> uuid(String text) {
            var id = Ids.parse(text);
            if (id.isEmpty()) nothing = true;
            return id;
        }

        /// A host that is none has nothing on it.
        private Optional<HostId> host(String name) {
            var host = hosts.apply(name);
            if (host.isEmpty()) nothing = true;
            return host;
        }

        private Optional<Boolean> flag(String name, boolean lenient) {
            return query.last(name).map(value -> switch (value.strip().toLowerCase(java.util.Locale.ROOT)) {
                case "1", "t", "true", "on", "y", "yes" -> true;
                case "" -> lenient;
                case "0", "f", "false", "off", "n", "no" -> false;
                default -> throw new CloudFault.Invalid("Invalid value '" + value + "' for " + name + ".");
            });
        }

        private Optional<Boolean> deleted(boolean since) {
            if (caller.admin() && query.has("deleted")) return flag("deleted", false);
            if (caller.admin() && query.all("status").stream().anyMatch("deleted"::equalsIgnoreCase)) {
                return Optional.of(true);
            }
            return since ? Optional.empty() : Optional.of(false);
        }

        private Optional<Set<Condition>> conditions() {
            Optional<Set<Condition>> found = Optional.empty();
            if (query.has("status")) {
                var set = EnumSet.noneOf(Condition.class);
                query.all("status").forEach(status -> set.addAll(Status.conditions(status)));
                found = Optional.of(set);
            }
            if (privileged("vm_state").isPresent()) {
                var set = EnumSet.noneOf(Condition.class);
                set.addAll(found.orElse(EnumSet.allOf(Condition.class)));
                set.retainAll(Status.ofVmState(privileged("vm_state").get()));
                found = Optional.of(set);
            }
            if (found.filter(Set::isEmpty).isPresent()) nothing = true;
            return found;
        }

        private Optional<Set<Task.Kind>> tasks() {
            var state = privileged("task_state");
            var tasks = state.map(Status::ofTaskState);
            if (tasks.filter(Set::isEmpty).isPresent() && !state.get().isEmpty()) nothing = true;
            return tasks;
        }

        private Optional<Instant> time(String name) {
            return query.last(name).map(text -> ServerListing.time(name, text));
        }

        private Map<String, String> metadata() {
            var pairs = new HashMap<String, String>();
            for (var text : query.all("metadata")) {
                try {
                    for (var entry : Json.read(text).properties()) {
                        pairs.put(entry.getKey(), entry.getValue().asString());
                    }
                } catch (RuntimeException e) {
                    throw new CloudFault.Invalid("Invalid filter metadata: it is no JSON object.");
                }
            }
            return pairs;
        }

        private List<String> tags(String name) {
            if (!version.atLeast(2, 26)) return List.of();
            return text(name).map(text -> List.of(text.split(","))).orElse(List.of());
        }

        private Map<String, String> exact() {
            if (!caller.admin()) return Map.of();
            var exact = new HashMap<String, String>();
            for (var name : InstanceFilter.EXACT.keySet()) text(name).ifPresent(value -> exact.put(name, value));
            return exact;
        }

        private List<Keyset.Sort> sorts() {
            var keys = query.all("sort_key");
            var ways = query.all("sort_dir");
            var sorts = new ArrayList<Keyset.Sort>();
            for (int i = 0; i < keys.size(); i++) {
                if (MUTE_SORTS.contains(keys.get(i))) continue;
                boolean ascending = i < ways.size()
                        ? ways.get(i).equals("asc")
                        : !ways.isEmpty() && ways.getFirst().equals("asc");
                sorts.add(new Keyset.Sort(SORTS.get(keys.get(i)), ascending));
            }
            if (sorts.isEmpty()) {
                boolean ascending = !ways.isEmpty() && ways.getFirst().equals("asc");
                sorts.add(new Keyset.Sort("i.created_at", ascending));
            }
            return sorts;
        }

        private Optional<UUID> marker() {
            return query.last("marker").map(text -> Ids.parse(text).orElseThrow(() -> Pages.unknown(text)));
        }

        private int limit() {
            return Pages.limit(query, MOST);
        }
    }

    /// A date, or a time with or without its offset.
    static Instant time(String name, String text) {
        for (var form : List.<Function<String, Instant>>of(
                t -> OffsetDateTime.parse(t).toInstant(),
                t -> LocalDateTime.parse(t).toInstant(ZoneOffset.UTC),
                t -> LocalDate.parse(t).atStartOfDay().toInstant(ZoneOffset.UTC))) {
            try {
                return form.apply(text.replace(' ', 'T'));
            } catch (DateTimeParseException e) {
                continue;
            }
        }
        throw new CloudFault.Invalid("Invalid filter " + name + ": it is no time.");
    }
}
