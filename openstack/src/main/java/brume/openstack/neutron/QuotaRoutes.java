package brume.openstack.neutron;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.cloud.network.NetworkActions;
import brume.cloud.network.NetworkLimits;
import brume.cloud.quota.Limit;
import brume.openstack.Authentication;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// `quotas`: a view of the limits of networks.
final class QuotaRoutes {
    private final NetworkLimits limits;

    QuotaRoutes(NetworkLimits limits) {
        this.limits = limits;
    }

    List<Route> routes() {
        Shape.Fields quota = Shape.open();
        for (var limit : Limit.of(Limit.Family.NETWORK)) {
            quota = quota.with(limit.word(), Shape.whole(-1, Integer.MAX_VALUE));
        }
        var one = "/v2.0/quotas/{id:project}";
        var see = NetworkActions.SEE_LIMITS.name();
        return List.of(
                Route.of("GET", "/v2.0/quotas", NetworkActions.SET_LIMITS.name(), this::list),
                Route.of("GET", one, see, this::show),
                Route.of("GET", one + "/default", see, this::usual),
                Route.of("GET", one + "/details", see, this::details),
                // Some clients still name the format.
                Route.of("GET", one + "/details.json", see, this::details),
                Route.of("PUT", one, NetworkActions.SET_LIMITS.name(), this::set)
                        .body(Shape.open().need("quota", quota)),
                Route.of("DELETE", one, NetworkActions.SET_LIMITS.name(), this::reset));
    }

    private static UUID project(Request request) {
        return request.uuid("id", "project");
    }

    private Response list(Request request) {
        var caller = Authentication.caller(request);
        var all = limits.special(caller).stream()
                .map(project -> {
                    var view = view(limits.of(caller, project));
                    view.put("tenant_id", Ids.plain(project));
                    view.put("project_id", Ids.plain(project));
                    return view;
                })
                .toList();
        return Response.json(200, Map.of("quotas", all));
    }

    private static Map<String, Object> view(Map<Limit, Long> limits) {
        var view = new LinkedHashMap<String, Object>();
        limits.forEach((limit, value) -> view.put(limit.word(), value));
        return view;
    }

    private Response show(Request request) {
        return quota(limits.of(Authentication.caller(request), project(request)));
    }

    private static Response quota(Map<Limit, Long> limits) {
        return Response.json(200, Map.of("quota", view(limits)));
    }

    private Response usual(Request request) {
        return quota(limits.usual(Authentication.caller(request), project(request)));
    }

    private Response details(Request request) {
        var caller = Authentication.caller(request);
        var most = limits.of(caller, project(request));
        var used = limits.used(caller, project(request));
        var view = new LinkedHashMap<String, Object>();
        most.forEach((limit, value) ->
                view.put(limit.word(), Map.of("limit", value, "used", used.get(limit), "reserved", 0)));
        return Response.json(200, Map.of("quota", view));
    }

    private Response set(Request request) {
        var asked = new EnumMap<Limit, Long>(Limit.class);
        var body = new Body(request.json().get("quota"));
        for (var limit : Limit.of(Limit.Family.NETWORK)) {
            body.whole(limit.word()).ifPresent(value -> asked.put(limit, (long) value));
        }
        return quota(limits.set(Authentication.caller(request), project(request), asked));
    }

    private Response reset(Request request) {
        limits.reset(Authentication.caller(request), project(request));
        return Response.empty(204);
    }
}
