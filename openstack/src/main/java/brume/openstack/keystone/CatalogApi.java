package brume.openstack.keystone;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.cloud.identity.Catalog;
import brume.cloud.identity.IdentityActions;
import brume.openstack.Authentication;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v3/services` and `/v3/endpoints`
final class CatalogApi {
    private static final Set<String> KNOWN_SERVICE = Set.of("type", "name", "description", "enabled");
    private static final Set<String> KNOWN_ENDPOINT =
            Set.of("interface", "service_id", "url", "region", "region_id", "enabled");
    private final Catalog catalog;

    CatalogApi(Catalog catalog) {
        this.catalog = catalog;
    }

    List<Route> routes() {
        var read = IdentityActions.CATALOG_READ.name();
        var change = IdentityActions.CATALOG_CHANGE.name();
        var service = "/v3/services/{service:service}";
        var endpoint = "/v3/endpoints/{endpoint:endpoint}";
        return List.of(
                Route.of("GET", "/v3/services", read, this::services).query(Queries.SERVICES),
                Route.of("POST", "/v3/services", change, this::createService).body(Shapes.SERVICE_NEW),
                Route.of("GET", service, read, this::service),
                Route.of("PATCH", service, change, this::updateService).body(Shapes.SERVICE_CHANGE),
                Route.of("DELETE", service, change, this::deleteService),
                Route.of("GET", "/v3/endpoints", read, this::endpoints).query(Queries.ENDPOINTS),
                Route.of("POST", "/v3/endpoints", change, this::createEndpoint).body(Shapes.ENDPOINT_NEW),
                Route.of("GET", endpoint, read, this::endpoint),
                Route.of("PATCH", endpoint, change, this::updateEndpoint).body(Shapes.ENDPOINT_CHANGE),
                Route.of("DELETE", endpoint, change, this::deleteEndpoint));
    }

    private Response services(Request request) {
        var found = catalog.services(
                Authentication.caller(request), Asked.text(request, "type"), Asked.text(request, "name"));
        return Response.json(
                200, Views.list(request, "/services", "services", found, each -> Views.service(request, each)));
    }

    private Response service(Request request) {
        return answer(
                request, 200, catalog.service(Authentication.caller(request), request.uuid("service", "service")));
    }

    private Response createService(Request request) {
        var body = Body.of(request, "service");
        var wanted = new Catalog.WantedService(
                body.text("type").orElseThrow(),
                body.text("name"),
                body.text("description"),
                body.flag("enabled").orElse(true),
                body.extra(KNOWN_SERVICE));
        return answer(request, 201, catalog.create(Authentication.caller(request), wanted));
    }

    private Response updateService(Request request) {
        var body = Body.of(request, "service");
        var caller = Authentication.caller(request);
        var id = request.uuid("service", "service");
        return answer(
                request,
                200,
                catalog.changeService(
                        caller,
                        id,
                        old -> new Catalog.WantedService(
                                body.text("type").orElse(old.type()),
                                body.said("name").orElse(old.name()),
                                body.said("description").orElse(old.description()),
                                body.flag("enabled").orElse(old.enabled()),
                                merged(old.extra(), body.extra(KNOWN_SERVICE)))));
    }

    private Response deleteService(Request request) {
        catalog.deleteService(Authentication.caller(request), request.uuid("service", "service"));
        return Response.empty(204);
    }

    private Response endpoints(Request request) {
        var found = catalog.endpoints(
                Authentication.caller(request),
                Asked.uuid(request, "service_id"),
                Asked.text(request, "region_id").or(() -> Asked.text(request, "region")),
                Asked.text(request, "interface"));
        return Response.json(
                200, Views.list(request, "/endpoints", "endpoints", found, each -> Views.endpoint(request, each)));
    }

    private Response endpoint(Request request) {
        return answer(
                request, 200, catalog.endpoint(Authentication.caller(request), request.uuid("endpoint", "endpoint")));
    }

    private Response createEndpoint(Request request) {
        var body = Body.of(request, "endpoint");
        var made = catalog.createEndpoint(
                Authentication.caller(request),
                () -> new Catalog.WantedEndpoint(
                        Body.id(body.text("service_id").orElseThrow(), "service"),
                        region(body).orElse(Optional.empty()),
                        body.text("interface").orElseThrow(),
                        body.text("url").orElseThrow(),
                        body.flag("enabled").orElse(true),
                        body.extra(KNOWN_ENDPOINT)));
        return answer(request, 201, made);
    }

    private static Optional<Optional<String>> region(Body body) {
        return body.said("region_id").or(() -> body.said("region"));
    }

    private Response updateEndpoint(Request request) {
        var body = Body.of(request, "endpoint");
        var caller = Authentication.caller(request);
        var id = request.uuid("endpoint", "endpoint");
        return answer(
                request,
                200,
                catalog.changeEndpoint(
                        caller,
                        id,
                        old -> new Catalog.WantedEndpoint(
                                body.uuid("service_id", "service").orElse(old.service()),
                                region(body).orElse(old.region()),
                                body.text("interface").orElse(old.face()),
                                body.text("url").orElse(old.url()),
                                body.flag("enabled").orElse(old.enabled()),
                                merged(old.extra(), body.extra(KNOWN_ENDPOINT)))));
    }

    private Response deleteEndpoint(Request request) {
        catalog.deleteEndpoint(Authentication.caller(request), request.uuid("endpoint", "endpoint"));
        return Response.empty(204);
    }

    private static JsonNode merged(JsonNode old, ObjectNode change) {
        var all = (ObjectNode) old.deepCopy();
        change.properties().forEach(member -> all.set(member.getKey(), member.getValue()));
        return all;
    }

    private static Response answer(Request request, int code, Catalog.Service service) {
        return Response.json(code, Views.one("service", Views.service(request, service)));
    }

    private static Response answer(Request request, int code, Catalog.Endpoint endpoint) {
        return Response.json(code, Views.one("endpoint", Views.endpoint(request, endpoint)));
    }
}
