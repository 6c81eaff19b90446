package brume.app.admin;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.cloud.upkeep.Branch;
import brume.cloud.upkeep.Deletions;
import brume.cloud.upkeep.Tie;
import brume.cloud.upkeep.UpkeepActions;
import brume.openstack.Authentication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `/holds`: what holds a resource, and what its delete takes along. Open to tenants, for what is theirs.
final class HoldsApi {
    private final Deletions deletions;

    HoldsApi(Deletions deletions) {
        this.deletions = deletions;
    }

    List<Route> routes() {
        var explain = UpkeepActions.EXPLAIN.name();
        return List.of(
                Route.of("GET", "/holds", explain, this::kinds),
                Route.of("GET", "/holds/{kind:word}/{id:text}", explain, this::tree));
    }

    private Response kinds(Request request) {
        return Response.json(200, Map.of("kinds", deletions.kinds(Authentication.caller(request))));
    }

    private Response tree(Request request) {
        var tree = deletions.tree(Authentication.caller(request), request.place("kind"), request.place("id"));
        var view = view(tree.root());
        view.put("held", tree.held());
        return Response.json(200, Map.of("tree", view));
    }

    private static Map<String, Object> view(Branch branch) {
        var view = new LinkedHashMap<String, Object>();
        view.put("kind", branch.kind());
        view.put("id", branch.id().orElse(null));
        view.put("name", branch.name().orElse(null));
        view.put("project", branch.project().orElse(null));
        view.put("effect", branch.effect().map(Tie.Effect::word).orElse(null));
        view.put("why", branch.why().orElse(null));
        view.put("cause", branch.cause().orElse(null));
        view.put("more", branch.more());
        view.put("below", branch.below().stream().map(HoldsApi::view).toList());
        return view;
    }
}
