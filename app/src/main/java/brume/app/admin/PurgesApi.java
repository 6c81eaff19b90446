package brume.app.admin;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.shape.Shape;
import brume.cloud.upkeep.Holder;
import brume.cloud.upkeep.Purge;
import brume.cloud.upkeep.Purges;
import brume.cloud.upkeep.UpkeepActions;
import brume.openstack.Authentication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// `/purges`: projects whose resources go, all of them; `/purges/{project}/plan` is what would go.
final class PurgesApi {
    private static final Shape BEGIN = Shape.closed().with("keep_project", Shape.flag());
    private final Purges purges;

    PurgesApi(Purges purges) {
        this.purges = purges;
    }

    List<Route> routes() {
        var purge = UpkeepActions.PURGE.name();
        return List.of(
                Route.of("GET", "/purges", purge, this::list).query(Pages.QUERY),
                Route.of("GET", "/purges/{project:project}", purge, this::show),
                Route.of("PUT", "/purges/{project:project}", purge, this::begin).body(BEGIN),
                Route.of("GET", "/purges/{project:project}/plan", purge, this::plan));
    }

    private static UUID project(Request request) {
        return request.uuid("project", "project");
    }

    private Response list(Request request) {
        var caller = Authentication.caller(request);
        return Pages.of(
                request,
                "purges",
                (marker, limit) -> purges.list(caller, marker, limit),
                purge -> purge.project().toString(),
                PurgesApi::view);
    }

    private Response show(Request request) {
        return told(200, purges.get(Authentication.caller(request), project(request)));
    }

    /// 202 when it has begun; again while it goes it changes nothing but the deadline.
    private Response begin(Request request) {
        boolean keep = Optional.ofNullable(request.json().get("keep_project"))
                .map(Shape.Flag::of)
                .orElse(false);
        return told(202, purges.begin(Authentication.caller(request), project(request), keep));
    }

    private Response told(int status, Purge purge) {
        var view = view(purge);
        view.put("left", counts(purges.left(purge)));
        return Response.json(status, Map.of("purge", view));
    }

    private static Map<String, Object> view(Purge purge) {
        var view = new LinkedHashMap<String, Object>();
        view.put("project", purge.project());
        view.put("name", purge.name());
        view.put("keep_project", purge.keep());
        view.put("done", purge.ended().isPresent());
        view.put("owner", purge.owner().orElse(null));
        view.put("request", purge.request());
        view.put("began", purge.began());
        view.put("deadline", purge.deadline());
        view.put("ended", purge.ended().orElse(null));
        view.put("removed", purge.removed());
        view.put("fault", purge.fault().orElse(null));
        return view;
    }

    private static Map<String, Integer> counts(List<Purges.Count> left) {
        var counts = new LinkedHashMap<String, Integer>();
        left.forEach(count -> counts.put(count.kind(), count.count()));
        return counts;
    }

    private Response plan(Request request) {
        var plan = purges.plan(Authentication.caller(request), project(request));
        var view = new LinkedHashMap<String, Object>();
        view.put("goes", counts(plan.goes()));
        view.put("holds", plan.holds().stream().map(PurgesApi::view).toList());
        view.put("loses", plan.loses().stream().map(PurgesApi::view).toList());
        return Response.json(200, Map.of("plan", view));
    }

    private static Map<String, Object> view(Holder holder) {
        var view = new LinkedHashMap<String, Object>();
        view.put("kind", holder.kind());
        view.put("id", holder.id());
        view.put("name", holder.name().orElse(null));
        view.put("project", holder.project().orElse(null));
        view.put("why", holder.why());
        view.put("of", holder.of() + " " + holder.ofId());
        return view;
    }
}
