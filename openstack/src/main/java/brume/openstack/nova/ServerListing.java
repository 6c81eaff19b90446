package brume.openstack.nova;

import brume.base.fault.CloudFault;
import brume.base.http.Query;
import brume.base.http.Request;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import brume.base.sql.Keyset;
import brume.cloud.access.Caller;
import brume.cloud.compute.Condition;
import brume.cloud.compute.InstanceFilter;
import brume.cloud.compute.Task;
import brume.contract.HostId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.node.StringNode;

/// What the query of a list of servers asks for.
///
/// @param nothing whether it asks for what can't be: a status that does not exist
record ServerListing(
        InstanceFilter filter, boolean nothing, List<Keyset.Sort> sorts, Optional<UUID> marker, int limit) {
    static final int MOST = 1000;

    /// What all servers show, and can be filtered by.
    private static final Map<String, String> SAME =
            Map.of("kernel_id", "", "ramdisk_id", "", "root_device_name", "/dev/vda");

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
            if (caller.admin()) refuseInner();
            boolean all = everybodys();
            var since = Pages.time(query, "changes-since");
            var before = version.atLeast(2, 66) ? Pages.time(query, "changes-before") : Optional.<Instant>empty();
            Pages.inOrder(since, before);
            SAME.forEach((name, value) -> {
                if (text(name).filter(asked -> !asked.equals(value)).isPresent()) nothing = true;
            });
            var filter = new InstanceFilter(
                    all ? project() : Optional.of(caller.home()),
                    text("uuid").flatMap(this::uuid).map(List::of),
                    conditions(),
                    tasks(),
                    deleted(since.isPresent() || before.isPresent()),
                    since,
                    before,
                    text("name").or(() -> text("display_name")),
                    text("ip").or(() -> text("ip6")),
                    text("flavor"),
                    text("image").or(() -> text("image_ref")).flatMap(this::uuid),
                    text("user_id").flatMap(this::uuid),
                    text("host").or(() -> text("node")).flatMap(this::host),
                    text("reservation_id"),
                    text("availability_zone"),
                    flag("locked"),
                    tags("tags"),
                    tags("tags-any"),
                    tags("not-tags"),
                    tags("not-tags-any"),
                    like(),
                    exact());
            return new ServerListing(filter, nothing, sorts(), marker(), limit());
        }

        private void refuseInner() {
            query.names().stream().filter(ServerQuery::inner).findFirst().ifPresent(name -> {
                throw new CloudFault.Invalid("Invalid filter field: " + name + ".");
            });
        }

        /// Whether the list is of all projects.
        private boolean everybodys() {
            var asked = query.last("all_tenants");
            boolean all =
                    asked.isPresent() && (asked.get().isEmpty() || Shape.Flag.of(StringNode.valueOf(asked.get())));
            if (all && !caller.admin()) {
                throw new CloudFault.Forbidden(
                        "Policy doesn't allow os_compute_api:servers:detail:get_all_tenants to be performed.");
            }
            return all;
        }

        /// A parameter that the caller may narrow the list by.
        private Optional<String> text(String name) {
            return ServerQuery.takes(name, version, caller.admin()) ? query.last(name) : Optional.empty();
        }

        private Optional<Boolean> flag(String name) {
            return text(name).map(text -> Shape.Flag.of(StringNode.valueOf(text)));
        }

        private Optional<UUID> project() {
            return text("tenant_id").or(() -> text("project_id")).flatMap(this::uuid);
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

        /// Those that are gone are shown by name, or with what has changed since some time.
        private Optional<Boolean> deleted(boolean changes) {
            var statuses = query.all("status");
            if (statuses.size() == 1 && statuses.getFirst().equalsIgnoreCase("deleted")) {
                if (caller.admin()) return Optional.of(true);
                throw new CloudFault.Forbidden("Only administrators may list deleted instances");
            }
            var asked = flag("deleted");
            return asked.isPresent() || changes ? asked : Optional.of(false);
        }

        private Optional<Set<Condition>> conditions() {
            Optional<Set<Condition>> found = Optional.empty();
            if (query.has("status")) {
                var statuses = query.all("status");
                if (version.atLeast(2, 38) && statuses.stream().noneMatch(Status::known)) {
                    throw new CloudFault.Invalid("Invalid status value");
                }
                var set = EnumSet.noneOf(Condition.class);
                statuses.forEach(status -> set.addAll(Status.conditions(status)));
                found = Optional.of(set);
            }
            if (text("vm_state").isPresent()) {
                var set = EnumSet.noneOf(Condition.class);
                set.addAll(found.orElse(EnumSet.allOf(Condition.class)));
                set.retainAll(Status.ofVmState(text("vm_state").get()));
                found = Optional.of(set);
            }
            if (found.filter(Set::isEmpty).isPresent()) nothing = true;
            return found;
        }

        private Optional<Set<Task.Kind>> tasks() {
            var state = text("task_state");
            var tasks = state.map(Status::ofTaskState);
            if (tasks.filter(Set::isEmpty).isPresent() && !state.get().isEmpty()) nothing = true;
            return tasks;
        }

        private List<String> tags(String name) {
            return text(name).map(text -> List.of(text.split(","))).orElse(List.of());
        }

        private Map<String, String> like() {
            var like = new HashMap<String, String>();
            for (var name : List.of("hostname", "key_name", "access_ip_v4", "access_ip_v6")) {
                text(name).ifPresent(pattern -> like.put(name, pattern));
            }
            text("description")
                    .or(() -> text("display_description"))
                    .ifPresent(pattern -> like.put("description", pattern));
            return like;
        }

        private Map<String, String> exact() {
            var exact = new HashMap<String, String>();
            for (var name : List.of("launch_index", "progress", "locked_by")) {
                text(name).ifPresent(value -> exact.put(name, value));
            }
            for (var name : List.of("config_drive", "auto_disk_config")) {
                flag(name).ifPresent(flag -> exact.put(name, flag.toString()));
            }
            for (var name : List.of("created_at", "launched_at", "terminated_at")) {
                if (text(name).isEmpty()) continue;
                Pages.time(query, name).ifPresent(time -> exact.put(name, Links.time(time)));
            }
            text("power_state")
                    .ifPresent(state -> Status.ofPowerState(state)
                            .ifPresentOrElse(seen -> exact.put("seen", seen.name()), () -> nothing = true));
            return exact;
        }

        private List<Keyset.Sort> sorts() {
            var keys = query.all("sort_key");
            var ways = query.all("sort_dir");
            var sorts = new ArrayList<Keyset.Sort>();
            boolean usual = !ways.isEmpty() && ways.getFirst().equals("asc");
            for (int i = 0; i < keys.size(); i++) {
                var key = keys.get(i);
                if (ServerQuery.HOST_SORTS.contains(key) && !caller.admin()) {
                    throw new CloudFault.Forbidden("Only administrators can sort servers by " + key);
                }
                boolean ascending = i < ways.size() ? ways.get(i).equals("asc") : usual;
                ServerQuery.column(key, version).ifPresent(column -> sorts.add(new Keyset.Sort(column, ascending)));
            }
            if (sorts.isEmpty()) sorts.add(new Keyset.Sort("i.created_at", usual));
            return sorts;
        }

        private Optional<UUID> marker() {
            return query.last("marker").map(text -> Ids.parse(text).orElseThrow(() -> Pages.unknown(text)));
        }

        private int limit() {
            return Pages.limit(query, MOST);
        }
    }
}
