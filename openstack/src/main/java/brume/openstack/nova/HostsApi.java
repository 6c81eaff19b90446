package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.base.sql.Keyset;
import brume.base.sql.Sql;
import brume.cloud.access.Target;
import brume.cloud.compute.Compute;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.InstanceFilter;
import brume.cloud.compute.Instances;
import brume.cloud.compute.Summary;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.Hosts;
import brume.cloud.placement.Candidate;
import brume.cloud.placement.Placement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// `/os-hosts`, to 2.42: hosts with what each project takes of them.
final class HostsApi {
    private static final Shape UPDATE = Shape.closed()
            .with("status", Shape.oneOf("enable", "disable", "Enable", "Disable", "ENABLE", "DISABLE"))
            .with("maintenance_mode", Shape.oneOf("enable", "disable", "Enable", "Disable", "ENABLE", "DISABLE"));

    private static final Shape.Fields LIST = Shape.open().with("zone", Pages.ANY_TEXT);

    private final Compute compute;
    private final Placement placement;
    private final Hosts hosts;
    private final Sql sql;

    HostsApi(Compute compute, Placement placement, Hosts hosts, Sql sql) {
        this.compute = compute;
        this.placement = placement;
        this.hosts = hosts;
        this.sql = sql;
    }

    void routes(RouteTable table) {
        var old = Versions.until(2, 42);
        var one = "/os-hosts/{host:text}";
        table.add(
                "GET",
                "/os-hosts",
                ComputeActions.HOSTS_SHOW,
                this::list,
                r -> r.in(old).query(LIST));
        table.add("GET", one, ComputeActions.HOSTS_SHOW, this::show, r -> r.in(old));
        table.add(
                "PUT",
                one,
                ComputeActions.HOSTS_UPDATE,
                this::update,
                r -> r.body(UPDATE).in(old));
        for (var word : List.of("startup", "shutdown", "reboot")) {
            table.add("GET", one + "/" + word, ComputeActions.HOSTS_UPDATE, this::power, r -> r.in(old));
        }
    }

    private Response list(Request request) {
        caller(request).require(ComputeActions.HOSTS_SHOW, Target.ANY);
        var zone = request.query().last("zone").filter(text -> !text.isEmpty());
        return Response.json(
                200,
                Map.of(
                        "hosts",
                        hosts.all(sql).stream()
                                .filter(host -> zone.isEmpty() || host.zone().equals(zone.get()))
                                .map(host ->
                                        Map.of("host_name", host.name(), "service", "compute", "zone", host.zone()))
                                .toList()));
    }

    private Candidate named(Request request) {
        var name = request.place("host");
        return placement.candidates(sql).stream()
                .filter(candidate -> candidate.host().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CloudFault.NotFound("Compute host", name));
    }

    /// `{"host": [{"resource": …}]}`: all of it, what is used now, the most that guests may use, and each project's
    /// part.
    private Response show(Request request) {
        caller(request).require(ComputeActions.HOSTS_SHOW, Target.ANY);
        var candidate = named(request);
        var here = servers(request, candidate.host());
        var views = new ArrayList<Map<String, Object>>();
        var capacity = candidate.capacity();
        var used = candidate.used();
        views.add(resource(candidate, "(total)", capacity.vcpus(), capacity.memoryBytes(), capacity.diskBytes()));
        views.add(resource(candidate, "(used_now)", used.vcpus(), used.memoryBytes(), used.diskBytes()));
        views.add(resource(candidate, "(used_max)", here));
        here.stream()
                .collect(Collectors.groupingBy(found -> Ids.plain(found.project()), TreeMap::new, Collectors.toList()))
                .forEach((project, theirs) -> views.add(resource(candidate, project, theirs)));
        return Response.json(200, Map.of("host", views));
    }

    private List<Summary> servers(Request request, Host host) {
        var page = Instances.page(List.of(new Keyset.Sort("i.created_at", true)), Optional.empty(), Integer.MAX_VALUE);
        return compute.instances().list(caller(request), InstanceFilter.on(host.id()), page);
    }

    private static Map<String, Object> resource(Candidate candidate, String project, List<Summary> found) {
        return resource(
                candidate,
                project,
                found.stream().mapToLong(f -> f.size().vcpus()).sum(),
                found.stream().mapToLong(f -> f.size().memoryBytes()).sum(),
                found.stream().mapToLong(f -> f.size().diskBytes()).sum());
    }

    private static Map<String, Object> resource(
            Candidate candidate, String project, long vcpus, long memoryBytes, long diskBytes) {
        return Map.of(
                "resource",
                Map.of(
                        "host",
                        candidate.host().name(),
                        "project",
                        project,
                        "cpu",
                        vcpus,
                        "memory_mb",
                        memoryBytes >> 20,
                        "disk_gb",
                        diskBytes >> 30));
    }

    private Response update(Request request) {
        caller(request).require(ComputeActions.HOSTS_UPDATE, Target.ANY);
        var asked = request.json();
        if (asked.isEmpty()) throw new CloudFault.Invalid("One of status and maintenance_mode is needed.");
        var host = named(request).host();
        if (asked.has("maintenance_mode")) {
            throw new CloudFault.Unsupported("A host has no maintenance mode: disable it, and move its servers.");
        }
        boolean enable = asked.get("status").stringValue().equalsIgnoreCase("enable");
        sql.run(tx -> hosts.enable(tx, host.id(), enable, Optional.empty()));
        var view = new LinkedHashMap<String, Object>();
        view.put("host", host.name());
        view.put("status", enable ? "enabled" : "disabled");
        return Response.json(200, view);
    }

    private Response power(Request request) {
        caller(request).require(ComputeActions.HOSTS_UPDATE, Target.ANY);
        named(request);
        throw new CloudFault.Unsupported("Machines are not switched on and off from here.");
    }
}
