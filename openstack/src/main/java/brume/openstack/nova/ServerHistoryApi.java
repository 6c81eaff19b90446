package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.cloud.access.Target;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.History;
import brume.cloud.compute.HistoryPage;
import brume.cloud.compute.InstanceAction;
import brume.cloud.compute.Instances;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.Hosts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// `/servers/{id}/os-instance-actions`: what was asked of a server, and what came of it. In pages since 2.58, and below
/// 2.21 of a server that is still there.
final class ServerHistoryApi {
    private static final int MOST = 1000;
    private static final String PATH = "/os-instance-actions";
    private static final Shape.Fields LIST = Shape.closed(Versions.since(2, 58))
            .with("limit", Pages.NUMBER, Versions.since(2, 58))
            .with("marker", Pages.TEXT, Versions.since(2, 58))
            .with("changes-since", Pages.TIME, Versions.since(2, 58))
            .with("changes-before", Pages.TIME, Versions.since(2, 66));

    private final Instances instances;
    private final Hosts hosts;

    ServerHistoryApi(Instances instances, Hosts hosts) {
        this.instances = instances;
        this.hosts = hosts;
    }

    void routes(RouteTable table) {
        var all = "/servers/{server:instance}" + PATH;
        table.add("GET", all, ComputeActions.INSTANCES_SHOW, this::list, r -> r.query(LIST));
        table.add("GET", all + "/{request:text}", ComputeActions.INSTANCES_SHOW, this::show);
    }

    private UUID server(Request request) {
        var id = ServersApi.id(request);
        if (!request.version().atLeast(2, 21)) instances.find(caller(request), id);
        return id;
    }

    private Response list(Request request) {
        var id = server(request);
        var page = page(request);
        var found = instances.history(caller(request), id, page).actions();
        var body = new LinkedHashMap<String, Object>();
        body.put(
                "instanceActions",
                found.stream().map(action -> view(request, action)).toList());
        boolean more = request.version().atLeast(2, 58)
                && found.size() == page.limit()
                && (request.query().has("limit") || page.limit() == MOST);
        if (more) {
            body.put(
                    "links",
                    new Links(request)
                            .next("servers/" + id + PATH, found.getLast().request()));
        }
        return Response.json(200, body);
    }

    private static HistoryPage page(Request request) {
        var version = request.version();
        var query = request.query();
        if (!version.atLeast(2, 58)) return HistoryPage.first(MOST);
        var since = Pages.time(query, "changes-since");
        var before = version.atLeast(2, 66) ? Pages.time(query, "changes-before") : Optional.<Instant>empty();
        Pages.inOrder(since, before);
        return new HistoryPage(query.last("marker"), Pages.limit(query, MOST), since, before);
    }

    private Response show(Request request) {
        var asked = request.place("request");
        var found = instances.history(caller(request), server(request), asked);
        var action = found.actions().stream()
                .findFirst()
                .orElseThrow(() -> new CloudFault.NotFound("Action for request_id", asked));
        var view = view(request, action);
        boolean whole = caller(request).may(ComputeActions.INSTANCES_ABOUT_HOST, Target.ANY);
        if (whole || request.version().atLeast(2, 51)) {
            view.put("events", List.of(event(request, found, action, whole)));
        }
        return Response.json(200, Map.of("instanceAction", view));
    }

    private static Map<String, Object> view(Request request, InstanceAction action) {
        var view = new LinkedHashMap<String, Object>();
        view.put("action", action.action());
        view.put("instance_uuid", action.instance());
        view.put("request_id", action.request());
        view.put("user_id", action.owner().map(Ids::plain).orElse(""));
        view.put("project_id", action.project().map(Ids::plain).orElse(""));
        view.put("start_time", Links.micros(action.started()));
        view.put("message", action.fault().map(fault -> "Error").orElse(null));
        if (request.version().atLeast(2, 58)) view.put("updated_at", Links.micros(action.updated()));
        return view;
    }

    /// @param whole also what may tell of hosts
    private Map<String, Object> event(Request request, History history, InstanceAction action, boolean whole) {
        var version = request.version();
        var view = new LinkedHashMap<String, Object>();
        view.put("event", "compute_" + action.action() + "_instance");
        view.put("start_time", Links.micros(action.started()));
        view.put("finish_time", Links.micros(action.finished()));
        view.put(
                "result",
                action.finished()
                        .map(at -> action.fault().isPresent() ? "Error" : "Success")
                        .orElse(null));
        if (version.atLeast(2, 62)) {
            view.put(
                    "hostId",
                    action.host()
                            .map(host -> HostMark.of(history.project(), host))
                            .orElse(""));
        }
        if (!whole) return view;
        view.put("traceback", null);
        if (version.atLeast(2, 62)) view.put("host", name(action));
        if (version.atLeast(2, 84)) view.put("details", action.fault().orElse(null));
        return view;
    }

    /// Null when it came to no host, or its host is known no more.
    private String name(InstanceAction action) {
        return action.host()
                .flatMap(id -> Optional.ofNullable(hosts.lately(List.of(id)).get(id)))
                .map(Host::name)
                .orElse(null);
    }
}
