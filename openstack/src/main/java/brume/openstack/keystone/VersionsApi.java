package brume.openstack.keystone;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.json.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The front door: which versions there are.
final class VersionsApi {
    private VersionsApi() {}

    static List<Route> routes() {
        return List.of(Route.open("GET", "/", VersionsApi::all), Route.open("GET", "/v3", VersionsApi::one));
    }

    private static Response all(Request request) {
        var versions = Json.object();
        versions.set("values", Json.array().add(version(request)));
        return Response.json(300, Views.one("versions", versions)).with("Location", Views.self(request, "/"));
    }

    private static Response one(Request request) {
        return Response.json(200, Views.one("version", version(request)));
    }

    private static JsonNode version(Request request) {
        var version = Json.object().put("id", "v3.14").put("status", "stable").put("updated", "2020-04-07T00:00:00Z");
        version.set("links", Json.array().add(Json.object().put("rel", "self").put("href", Views.self(request, "/"))));
        version.set(
                "media-types",
                Json.array()
                        .add(Json.object()
                                .put("base", "application/json")
                                .put("type", "application/vnd.openstack.identity-v3+json")));
        return version;
    }
}
