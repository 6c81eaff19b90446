package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.id.Ids;
import brume.base.sql.Sql;
import brume.cloud.compute.Compute;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.Instance;
import brume.cloud.compute.Instances;
import brume.cloud.compute.Label;
import brume.cloud.compute.Named;
import brume.cloud.compute.Summary;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.Hosts;
import brume.cloud.network.InstanceCard;
import brume.cloud.network.Networks;
import brume.contract.HostId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.JsonNode;

/// `/servers`: make, list, show, change, delete.
final class ServersApi {
    static final int PASSWORD_BYTES = 6;
    /// A page longer than this is long.
    private static final int LONG = 100;
    private static final int LONG_AT_ONCE = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    private final Compute compute;
    private final Instances instances;
    private final Hosts hosts;
    private final Networks networks;
    private final Sql sql;
    private final Ids ids;
    /// Long pages are made in turn: what is half made of many at once is memory that each collection copies, and none
    /// of them is done sooner.
    private final Semaphore turns = new Semaphore(LONG_AT_ONCE, true);

    ServersApi(Compute compute, Hosts hosts, Networks networks, Sql sql, Ids ids) {
        this.compute = compute;
        this.instances = compute.instances();
        this.hosts = hosts;
        this.networks = networks;
        this.sql = sql;
        this.ids = ids;
    }

    void routes(RouteTable table) {
        table.add("POST", "/servers", ComputeActions.INSTANCES_CREATE, this::create, r -> r.body(ServerShapes.CREATE));
        var list = ComputeActions.INSTANCES_LIST;
        table.add("GET", "/servers", list, r -> list(r, false), r -> r.query(ServerQuery.SHAPE));
        table.add("GET", "/servers/detail", list, r -> list(r, true), r -> r.query(ServerQuery.SHAPE));
        table.add("GET", "/servers/{server:instance}", ComputeActions.INSTANCES_SHOW, this::show);
        table.add(
                "PUT",
                "/servers/{server:instance}",
                ComputeActions.INSTANCES_UPDATE,
                this::update,
                r -> r.body(ServerShapes.UPDATE));
        table.add("DELETE", "/servers/{server:instance}", ComputeActions.INSTANCES_DELETE, this::delete);
    }

    /// The server that a path names.
    static UUID id(Request request) {
        return request.uuid("server", "instance");
    }

    /// `POST /servers`: 202 with `{"server": {"id", "links", "adminPass" …}}`; the guest is booted later.
    private Response create(Request request) {
        var asked = ServerCreation.of(request.json(), request.version(), ids.hex(PASSWORD_BYTES));
        List<Instance> made;
        try {
            made = instances.create(caller(request), asked);
        } catch (CloudFault.NotFound missing) {
            // What the body names and is not there is the body's fault.
            throw new CloudFault.Invalid(missing.getMessage());
        }
        var server = request.json().get("server");
        if (server.has("return_reservation_id")
                && brume.base.shape.Shape.Flag.of(server.get("return_reservation_id"))) {
            return Response.json(
                    202, Map.of("reservation_id", made.getFirst().recipe().reservation()));
        }
        var first = made.getFirst();
        var links = new Links(request);
        var view = new LinkedHashMap<String, Object>();
        view.put("id", first.id());
        view.put("links", links.of("servers/" + first.id()));
        view.put("OS-DCF:diskConfig", ServerView.diskConfig(first.label()));
        view.put("security_groups", groups(asked.securityGroups()));
        asked.adminPassword().ifPresent(password -> view.put("adminPass", password));
        return Response.json(202, Map.of("server", view)).with("Location", links.self("servers/" + first.id()));
    }

    private static List<Map<String, String>> groups(List<String> names) {
        return (names.isEmpty() ? List.of("default") : names)
                .stream().map(name -> Map.of("name", name)).toList();
    }

    private Response list(Request request, boolean detail) {
        var asked = ServerListing.of(
                request, caller(request), name -> hosts.named(sql, name).map(Host::id));
        if (!detail || asked.limit() <= LONG) return list(request, asked, detail);
        turns.acquireUninterruptibly();
        try {
            return list(request, asked, true);
        } finally {
            turns.release();
        }
    }

    private Response list(Request request, ServerListing asked, boolean detail) {
        var caller = caller(request);
        asked.marker().ifPresent(marker -> {
            if (instances.marker(caller, marker).isEmpty()) throw Pages.unknown(marker.toString());
        });
        var page = Instances.page(asked.sorts(), asked.marker(), asked.limit());
        var links = new Links(request);
        var body = new LinkedHashMap<String, Object>();
        List<UUID> shown;
        if (detail) {
            var found = asked.nothing() ? List.<Summary>of() : instances.list(caller, asked.filter(), page);
            body.put("servers", view(request, found, false).listed(found));
            shown = found.stream().map(Summary::id).toList();
        } else {
            var found = asked.nothing() ? List.<Named>of() : instances.names(caller, asked.filter(), page);
            body.put(
                    "servers",
                    found.stream().map(named -> ServerView.brief(named, links)).toList());
            shown = found.stream().map(Named::id).toList();
        }
        boolean full =
                shown.size() == asked.limit() && (request.query().has("limit") || asked.limit() == ServerListing.MOST);
        if (full) {
            var last = shown.getLast().toString();
            body.put("servers_links", links.next(detail ? "servers/detail" : "servers", last));
        }
        return Response.json(200, body);
    }

    /// Everything that the view of some servers needs, by one query for each kind of thing.
    ServerView view(Request request, List<Summary> found, boolean withGroups) {
        var some = found.stream().map(Summary::id).toList();
        return view(
                request,
                new ServerView.Extras(
                        hosts.lately(homes(found)),
                        networks.cards(sql, some),
                        withGroups && request.version().atLeast(2, 71)
                                ? compute.serverGroups().of(some)
                                : Map.of(),
                        userData(request, found)));
    }

    private static ServerView view(Request request, ServerView.Extras extras) {
        return new ServerView(caller(request), request.version(), new Links(request), extras);
    }

    private Map<UUID, byte[]> userData(Request request, List<Summary> found) {
        return request.version().atLeast(2, 3) ? instances.userData(caller(request), found) : Map.of();
    }

    private static List<HostId> homes(List<Summary> found) {
        return found.stream()
                .flatMap(f -> f.home().stream())
                .map(Summary.Home::host)
                .distinct()
                .toList();
    }

    private Response show(Request request) {
        var id = id(request);
        var shown = instances.show(caller(request), id);
        var server = shown.summary();
        var view = view(
                request,
                new ServerView.Extras(
                        hosts.lately(homes(List.of(server))),
                        Map.of(id, shown.ports().stream().map(InstanceCard::of).toList()),
                        shown.group().map(group -> Map.of(id, group)).orElse(Map.of()),
                        userData(request, List.of(server))));
        return Response.json(200, Map.of("server", view.shown(server)));
    }

    private Response update(Request request) {
        var asked = request.json().get("server");
        var found = instances.relabel(caller(request), id(request), old -> relabelled(old, asked));
        var server = found.summary();
        return Response.json(
                200, Map.of("server", view(request, List.of(server), true).updated(server)));
    }

    static Label relabelled(Label old, JsonNode asked) {
        var label = old;
        if (asked.has("name"))
            label = label.named(asked.get("name").stringValue().strip());
        if (asked.has("description")) label = label.described(text(asked, "description"));
        if (asked.has("hostname")) label = label.called(asked.get("hostname").stringValue());
        if (asked.has("OS-DCF:diskConfig")) label = label.growing(ServerCreation.autoDisk(asked));
        return label.reachedAt(
                asked.has("accessIPv4") ? ServerCreation.address(asked, "accessIPv4") : label.accessIpv4(),
                asked.has("accessIPv6") ? ServerCreation.address(asked, "accessIPv6") : label.accessIpv6());
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .filter(text -> !text.isEmpty());
    }

    private Response delete(Request request) {
        instances.delete(caller(request), id(request));
        return Response.empty(204);
    }
}
