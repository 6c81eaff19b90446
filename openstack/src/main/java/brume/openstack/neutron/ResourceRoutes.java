package brume.openstack.neutron;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.cloud.network.NetworkActions;
import brume.openstack.Authentication;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The five routes that each resource has: list, create, show, update, delete.
final class ResourceRoutes<T> {
    private static final Pattern REVISION = Pattern.compile("revision_number=(\\d{1,18})");
    private final Resource<T> resource;

    private ResourceRoutes(Resource<T> resource) {
        this.resource = resource;
    }

    static <T> List<Route> of(Resource<T> resource) {
        var here = new ResourceRoutes<>(resource);
        var all = "/v2.0/" + resource.path();
        var one = all + "/{id:" + resource.name() + "}";
        var routes = new ArrayList<>(List.of(
                Route.of("GET", all, NetworkActions.SEE.name(), here::list).query(ListQuery.shape(resource)),
                Route.of("POST", all, NetworkActions.CHANGE.name(), here::create)
                        .query(ListQuery.FIELDS)
                        .body(resource.creates()),
                Route.of("GET", one, NetworkActions.SEE.name(), here::show).query(ListQuery.FIELDS),
                Route.of("DELETE", one, NetworkActions.CHANGE.name(), here::delete)));
        if (resource.changes()) {
            routes.add(Route.of("PUT", one, NetworkActions.CHANGE.name(), here::update)
                    .query(ListQuery.FIELDS)
                    .body(resource.updates()));
        }
        return routes;
    }

    private Response list(Request request) {
        var caller = Authentication.caller(request);
        var rows = resource.verbs().list(caller, ListQuery.listing(request, resource));
        var fields = ListQuery.fields(request);
        var body = new LinkedHashMap<String, Object>();
        body.put(
                resource.plural(),
                rows.stream().map(row -> resource.view(caller, row, fields)).toList());
        ListQuery.links(request, resource, rows).ifPresent(links -> body.put(resource.plural() + "_links", links));
        return Response.json(200, body);
    }

    private Response show(Request request) {
        var caller = Authentication.caller(request);
        var value = resource.verbs().get(caller, request.uuid("id", resource.name()));
        return one(request, 200, value);
    }

    private Response one(Request request, int status, T value) {
        var caller = Authentication.caller(request);
        return Response.json(status, Map.of(resource.name(), resource.view(caller, value, ListQuery.fields(request))));
    }

    private Response create(Request request) {
        var caller = Authentication.caller(request);
        var json = request.json();
        if (json.has(resource.name())) {
            return one(
                    request,
                    201,
                    resource.verbs()
                            .create(caller, List.of(new Body(json.get(resource.name()))))
                            .getFirst());
        }
        if (!json.has(resource.plural())) throw missing();
        var bodies = new ArrayList<Body>();
        for (var item : json.get(resource.plural())) bodies.add(new Body(item));
        if (bodies.isEmpty()) throw new CloudFault.Invalid("Resources required");
        var made = resource.verbs().create(caller, bodies);
        return Response.json(
                201,
                Map.of(
                        resource.plural(),
                        made.stream()
                                .map(value -> resource.view(caller, value, ListQuery.fields(request)))
                                .toList()));
    }

    private CloudFault missing() {
        return new CloudFault.Invalid("Unable to find '" + resource.name() + "' in request body");
    }

    private Response update(Request request) {
        var json = request.json();
        if (!json.has(resource.name())) throw missing();
        var value = resource.verbs()
                .update(
                        Authentication.caller(request),
                        request.uuid("id", resource.name()),
                        revision(request),
                        new Body(json.get(resource.name())));
        return one(request, 200, value);
    }

    private Response delete(Request request) {
        resource.verbs().delete(Authentication.caller(request), request.uuid("id", resource.name()), revision(request));
        return Response.empty(204);
    }

    /// `If-Match: revision_number=4`
    private static Optional<Long> revision(Request request) {
        var header = request.header("If-Match");
        if (header.isEmpty()) return Optional.empty();
        var match = REVISION.matcher(header.get().strip());
        if (!match.matches()) throw new CloudFault.Invalid("Bad If-Match header");
        return Optional.of(Long.parseLong(match.group(1)));
    }
}
