package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.id.Ids;
import brume.base.json.Json;
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
import brume.contract.Answer;
import brume.contract.HostId;
import brume.contract.HypervisorKind;
import brume.contract.Question;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// `/os-hypervisors`: hosts with their room, as much of it as each microversion shows. Capacities are what guests may
/// have, with what is given out more than once.
final class HypervisorsApi {
    private static final int MOST = 1000;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Versions BY_ID = Versions.since(2, 53);
    private static final Shape.Fields SERVERS = Shape.open().with("with_servers", Pages.ANY_FLAG, BY_ID);
    private static final Shape.Fields LIST = SERVERS.with("hypervisor_hostname_pattern", Pages.ANY_TEXT, BY_ID)
            .with("limit", Pages.ANY_NUMBER, Versions.since(2, 33))
            .with("marker", Pages.ANY_TEXT, Versions.since(2, 33));

    private final Compute compute;
    private final Placement placement;
    private final Hosts hosts;
    private final Sql sql;

    HypervisorsApi(Compute compute, Placement placement, Hosts hosts, Sql sql) {
        this.compute = compute;
        this.placement = placement;
        this.hosts = hosts;
        this.sql = sql;
    }

    void routes(RouteTable table) {
        var show = ComputeActions.HOSTS_SHOW;
        var one = "/os-hypervisors/{hypervisor:text}";
        var old = Versions.until(2, 52);
        var before = Versions.until(2, 87);
        table.add("GET", "/os-hypervisors", show, request -> list(request, false), r -> r.query(LIST));
        table.add("GET", "/os-hypervisors/detail", show, request -> list(request, true), r -> r.query(LIST));
        table.add("GET", "/os-hypervisors/statistics", show, this::statistics, r -> r.in(before));
        table.add("GET", one, show, this::show, r -> r.query(SERVERS));
        table.add("GET", one + "/uptime", show, this::uptime, r -> r.in(before).query(SERVERS));
        table.add("GET", one + "/search", show, request -> search(request, false), r -> r.in(old));
        table.add("GET", one + "/servers", show, request -> search(request, true), r -> r.in(old));
    }

    private List<Candidate> hosts(Request request) {
        caller(request).require(ComputeActions.HOSTS_SHOW, Target.ANY);
        return placement.candidates(sql);
    }

    private Object id(Request request, List<Candidate> all, Host host) {
        if (request.version().atLeast(2, 53)) return host.id().toString();
        for (int i = 0; i < all.size(); i++) if (all.get(i).host().id().equals(host.id())) return i + 1;
        throw new IllegalStateException("host " + host.id() + " is not in the list");
    }

    /// What is shown with hosts.
    ///
    /// @param all     every host, for the microversions that number them
    /// @param servers of each host, if they are asked for
    /// @param running instances of each host
    private record Around(List<Candidate> all, Map<UUID, List<Summary>> servers, Map<HostId, List<UUID>> running) {}

    private Around around(Request request, List<Candidate> all, List<Candidate> page, boolean servers) {
        var running =
                compute.instances().on(page.stream().map(c -> c.host().id()).toList());
        return new Around(all, servers ? servers(request, running) : Map.of(), running);
    }

    /// Hosts as they are known by their own ids, a page of them.
    private Response page(Request request, boolean detail) {
        caller(request).require(ComputeActions.HOSTS_SHOW, Target.ANY);
        var query = request.query();
        int limit = Pages.limit(query, MOST);
        var marker = query.last("marker").filter(text -> query.has("marker"));
        var after = marker.map(text -> Ids.parse(text)
                .map(HostId::new)
                .filter(id -> placement.find(sql, id).isPresent())
                .orElseThrow(() -> Pages.unknown(text)));
        var found = placement.page(sql, after, limit + 1);
        var page = found.stream().limit(limit).toList();
        var around = around(request, List.of(), page, asksServers(request));
        var body = new LinkedHashMap<String, Object>();
        body.put("hypervisors", views(request, detail, page, around));
        if (query.has("limit") && found.size() > limit) next(request, detail, body, page.getLast(), around);
        return Response.json(200, body);
    }

    private List<Map<String, Object>> views(Request request, boolean detail, List<Candidate> page, Around around) {
        return page.stream()
                .map(c -> detail ? full(request, c, around) : brief(request, c, around))
                .toList();
    }

    private void next(Request request, boolean detail, Map<String, Object> body, Candidate last, Around around) {
        body.put(
                "hypervisors_links",
                new Links(request)
                        .next(
                                detail ? "os-hypervisors/detail" : "os-hypervisors",
                                String.valueOf(id(request, around.all, last.host()))));
    }

    private Response list(Request request, boolean detail) {
        boolean modern = request.version().atLeast(2, 53);
        if (modern && !request.query().has("hypervisor_hostname_pattern")) return page(request, detail);
        var all = hosts(request);
        var query = request.query();
        var pattern = modern ? query.last("hypervisor_hostname_pattern") : Optional.<String>empty();
        boolean paged = request.version().atLeast(2, 33) && pattern.isEmpty();
        var found = all.stream()
                .filter(c -> pattern.isEmpty() || c.host().name().contains(pattern.get()))
                .sorted((a, b) -> a.host().id().value().compareTo(b.host().id().value()))
                .toList();
        if (pattern.isPresent() && found.isEmpty()) {
            throw new CloudFault.NotFound("No hypervisor matching '" + pattern.get() + "'", "");
        }
        int limit = paged ? Pages.limit(query, MOST) : MOST;
        if (paged && query.has("marker"))
            found = after(request, all, found, query.last("marker").orElse(""));
        var page = found.stream().limit(limit).toList();
        var around = around(request, all, page, modern && asksServers(request));
        var body = new LinkedHashMap<String, Object>();
        body.put("hypervisors", views(request, detail, page, around));
        if (paged && query.has("limit") && page.size() == limit && found.size() > limit) {
            next(request, detail, body, page.getLast(), around);
        }
        return Response.json(200, body);
    }

    private static boolean yes(String text) {
        return List.of("1", "t", "true", "on", "y", "yes").contains(text.toLowerCase(Locale.ROOT));
    }

    private List<Candidate> after(Request request, List<Candidate> all, List<Candidate> found, String marker) {
        for (int i = 0; i < found.size(); i++) {
            if (String.valueOf(id(request, all, found.get(i).host())).equals(marker)) {
                return found.subList(i + 1, found.size());
            }
        }
        throw Pages.unknown(marker);
    }

    /// The servers of each host; one query.
    private Map<UUID, List<Summary>> servers(Request request, Map<HostId, List<UUID>> running) {
        var page = Instances.page(List.of(new Keyset.Sort("i.created_at", true)), Optional.empty(), Integer.MAX_VALUE);
        var some = InstanceFilter.all()
                .among(running.values().stream().flatMap(List::stream).toList());
        return compute.instances().list(caller(request), some, page).stream()
                .filter(found -> found.home().isPresent())
                .collect(Collectors.groupingBy(
                        found -> found.home().orElseThrow().host().value()));
    }

    private Map<String, Object> brief(Request request, Candidate candidate, Around around) {
        var host = candidate.host();
        var view = new LinkedHashMap<String, Object>();
        view.put("id", id(request, around.all, host));
        view.put("hypervisor_hostname", host.name());
        view.put("state", host.connected() ? "up" : "down");
        view.put("status", host.enabled() ? "enabled" : "disabled");
        var here = around.servers.getOrDefault(host.id().value(), List.of());
        if (!here.isEmpty()) view.put("servers", servers(here));
        return view;
    }

    private static List<Map<String, String>> servers(List<Summary> found) {
        return found.stream()
                .map(f -> Map.of("uuid", f.id().toString(), "name", f.label().name()))
                .toList();
    }

    private Map<String, Object> full(Request request, Candidate candidate, Around around) {
        var host = candidate.host();
        var version = request.version();
        var view = brief(request, candidate, around);
        view.put("host_ip", host.underlay().matches("[0-9a-fA-F.:]+") ? host.underlay() : "127.0.0.1");
        view.put("hypervisor_type", type(host));
        view.put("hypervisor_version", 1);
        var service = new LinkedHashMap<String, Object>();
        service.put("host", host.name());
        service.put("id", id(request, around.all, host));
        service.put("disabled_reason", host.disabledReason().orElse(null));
        view.put("service", service);
        if (version.atLeast(2, 53) && !view.containsKey("servers") && asksServers(request)) {
            view.put("servers", List.of());
        }
        if (version.atLeast(2, 88)) {
            view.put("uptime", null);
            return view;
        }
        view.put("cpu_info", version.atLeast(2, 28) ? Map.of() : Json.text(Map.of()));
        view.put("current_workload", 0);
        view.put("disk_available_least", candidate.free().diskBytes() >> 30);
        view.put("free_disk_gb", candidate.free().diskBytes() >> 30);
        view.put("free_ram_mb", candidate.free().memoryBytes() >> 20);
        view.put("local_gb", candidate.capacity().diskBytes() >> 30);
        view.put("local_gb_used", candidate.used().diskBytes() >> 30);
        view.put("memory_mb", candidate.capacity().memoryBytes() >> 20);
        view.put("memory_mb_used", candidate.used().memoryBytes() >> 20);
        view.put(
                "running_vms", around.running.getOrDefault(host.id(), List.of()).size());
        view.put("vcpus", candidate.capacity().vcpus());
        view.put("vcpus_used", candidate.used().vcpus());
        return view;
    }

    /// Nova has one for each host. A simulated host is shown as what it stands for, so that clients find there
    /// what they will find on a real one.
    private static String type(Host host) {
        boolean uml = host.hypervisors().contains(HypervisorKind.UML);
        return uml && !host.hypervisors().contains(HypervisorKind.QEMU) ? "UML" : "QEMU";
    }

    private static boolean asksServers(Request request) {
        return request.query().last("with_servers").filter(HypervisorsApi::yes).isPresent();
    }

    private Response show(Request request) {
        var one = one(request);
        var view = full(request, one.candidate, one.around);
        if (request.version().atLeast(2, 88))
            view.put("uptime", uptime(one.candidate.host()).orElse(null));
        return Response.json(200, Map.of("hypervisor", view));
    }

    private record One(Candidate candidate, Around around) {}

    private One one(Request request) {
        boolean modern = request.version().atLeast(2, 53);
        var text = request.place("hypervisor");
        caller(request).require(ComputeActions.HOSTS_SHOW, Target.ANY);
        var all = modern ? List.<Candidate>of() : hosts(request);
        var found = modern
                ? Ids.parse(text)
                        .flatMap(id -> placement.find(sql, new HostId(id)))
                        .filter(c -> c.host().id().toString().equals(text))
                : all.stream()
                        .filter(c -> String.valueOf(id(request, all, c.host())).equals(text))
                        .findFirst();
        var candidate = found.orElseThrow(() -> new CloudFault.NotFound("Compute host", text));
        var around = around(request, all, List.of(candidate), modern && asksServers(request));
        return new One(candidate, around);
    }

    private Response uptime(Request request) {
        var one = one(request);
        var host = one.candidate.host();
        var view = brief(request, one.candidate, one.around);
        view.put(
                "uptime",
                uptime(host)
                        .orElseThrow(() -> new CloudFault.Invalid(
                                "Compute service of " + host.name() + " is unavailable at this time.")));
        return Response.json(200, Map.of("hypervisor", view));
    }

    /// Nothing of a host that does not answer.
    private Optional<String> uptime(Host host) {
        if (!host.connected()) return Optional.empty();
        try {
            return hosts.ask(host.id(), new Question.Uptime(), ANSWER) instanceof Answer.Text text
                    ? Optional.of(text.value())
                    : Optional.empty();
        } catch (CloudFault.Unavailable silent) {
            return Optional.empty();
        }
    }

    private Response search(Request request, boolean withServers) {
        var all = hosts(request);
        var text = request.place("hypervisor");
        var found = all.stream().filter(c -> c.host().name().contains(text)).toList();
        if (found.isEmpty()) throw new CloudFault.NotFound("No hypervisor matching '" + text + "'", "");
        var around = around(request, all, found, withServers);
        return Response.json(200, Map.of("hypervisors", views(request, false, found, around)));
    }

    private Response statistics(Request request) {
        var all = hosts(request).stream()
                .filter(c -> c.host().enabled() && c.host().connected())
                .toList();
        var running =
                compute.instances().on(all.stream().map(c -> c.host().id()).toList());
        var view = new LinkedHashMap<String, Object>();
        view.put("count", all.size());
        view.put("current_workload", 0);
        view.put(
                "disk_available_least",
                all.stream().mapToLong(c -> c.free().diskBytes() >> 30).sum());
        view.put(
                "free_disk_gb",
                all.stream().mapToLong(c -> c.free().diskBytes() >> 30).sum());
        view.put(
                "free_ram_mb",
                all.stream().mapToLong(c -> c.free().memoryBytes() >> 20).sum());
        view.put(
                "local_gb",
                all.stream().mapToLong(c -> c.capacity().diskBytes() >> 30).sum());
        view.put(
                "local_gb_used",
                all.stream().mapToLong(c -> c.used().diskBytes() >> 30).sum());
        view.put(
                "memory_mb",
                all.stream().mapToLong(c -> c.capacity().memoryBytes() >> 20).sum());
        view.put(
                "memory_mb_used",
                all.stream().mapToLong(c -> c.used().memoryBytes() >> 20).sum());
        view.put(
                "running_vms",
                all.stream()
                        .mapToLong(c ->
                                running.getOrDefault(c.host().id(), List.of()).size())
                        .sum());
        view.put("vcpus", all.stream().mapToLong(c -> c.capacity().vcpus()).sum());
        view.put("vcpus_used", all.stream().mapToLong(c -> c.used().vcpus()).sum());
        return Response.json(200, Map.of("hypervisor_statistics", view));
    }
}
