package brume.openstack.neutron;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.shape.Shape;
import brume.cloud.network.NetworkActions;
import brume.cloud.network.Tags;
import brume.openstack.Authentication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// `/{resources}/{id}/tags` of each kind of resource that has tags.
final class TagRoutes {
    private static final Shape TAG = Shape.text(1, 60);
    private final Tags tags;
    private final Tags.Kind kind;

    private TagRoutes(Tags tags, Tags.Kind kind) {
        this.tags = tags;
        this.kind = kind;
    }

    static List<Route> of(Tags tags, Resource<?> resource, Tags.Kind kind) {
        var here = new TagRoutes(tags, kind);
        var all = "/v2.0/" + resource.path() + "/{id:" + resource.name() + "}/tags";
        var one = all + "/{tag:text}";
        var see = NetworkActions.SEE.name();
        var change = NetworkActions.CHANGE.name();
        return List.of(
                Route.of("GET", all, see, here::list),
                Route.of("PUT", all, change, here::replace)
                        .body(Shape.open().need("tags", new Shape.Many(TAG, 0, 50, false))),
                Route.of("DELETE", all, change, here::clear),
                Route.of("GET", one, see, here::has),
                Route.of("PUT", one, change, here::add),
                Route.of("DELETE", one, change, here::remove));
    }

    private UUID id(Request request) {
        return request.uuid("id", kind.name().toLowerCase(java.util.Locale.ROOT));
    }

    private List<String> now(Request request) {
        return tags.of(Authentication.caller(request), kind, id(request));
    }

    private static CloudFault missing(Request request) {
        return new CloudFault.NotFound("tag", request.place("tag"));
    }

    private Response list(Request request) {
        return Response.json(200, Map.of("tags", now(request)));
    }

    private Response has(Request request) {
        if (!now(request).contains(request.place("tag"))) throw missing(request);
        return Response.empty(204);
    }

    private Response replace(Request request) {
        var wanted =
                new Body(request.json()).many("tags", item -> item.asString()).orElse(List.of());
        return Response.json(
                200, Map.of("tags", tags.change(Authentication.caller(request), kind, id(request), old -> wanted)));
    }

    private Response clear(Request request) {
        tags.change(Authentication.caller(request), kind, id(request), old -> List.of());
        return Response.empty(204);
    }

    private Response add(Request request) {
        var tag = request.place("tag");
        TAG.check(tools.jackson.databind.node.StringNode.valueOf(tag), request.version(), "tag")
                .ifPresent(problem -> {
                    throw Body.invalid("tag", "it " + problem.message() + ".");
                });
        tags.change(Authentication.caller(request), kind, id(request), old -> {
            var all = new ArrayList<>(old);
            if (!all.contains(tag)) all.add(tag);
            return all;
        });
        return Response.empty(201);
    }

    private Response remove(Request request) {
        var tag = request.place("tag");
        tags.change(Authentication.caller(request), kind, id(request), old -> {
            if (!old.contains(tag)) throw missing(request);
            return old.stream().filter(t -> !t.equals(tag)).toList();
        });
        return Response.empty(204);
    }
}
