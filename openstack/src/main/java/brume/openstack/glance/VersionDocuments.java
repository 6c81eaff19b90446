package brume.openstack.glance;

import brume.base.http.Request;
import brume.base.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What this endpoint speaks: versions of the one API under `/v2/`, each of which added a little.
final class VersionDocuments {
    private static final List<String> SUPPORTED =
            List.of("2.9", "2.7", "2.6", "2.5", "2.4", "2.3", "2.2", "2.1", "2.0");

    private VersionDocuments() {}

    /// `GET /`: 300.
    static Response choices(Request request) {
        return Response.json(300, document(request));
    }

    /// `GET /versions`: 200.
    static Response list(Request request) {
        return Response.json(200, document(request));
    }

    private static Map<String, Object> document(Request request) {
        var versions = new ArrayList<Map<String, Object>>();
        versions.add(version(request, "2.15", "CURRENT"));
        for (var id : SUPPORTED) versions.add(version(request, id, "SUPPORTED"));
        return Map.of("versions", versions);
    }

    private static Map<String, Object> version(Request request, String id, String status) {
        return Map.of(
                "id",
                "v" + id,
                "status",
                status,
                "links",
                List.of(Map.of("rel", "self", "href", request.root() + "/v2/")));
    }
}
