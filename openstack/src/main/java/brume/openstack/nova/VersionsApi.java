package brume.openstack.nova;

import brume.base.http.Request;
import brume.base.http.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The version documents: the front door, without a token.
final class VersionsApi {
    private static final List<Map<String, String>> MEDIA =
            List.of(Map.of("base", "application/json", "type", "application/vnd.openstack.compute+json;version=2.1"));

    void routes(RouteTable table) {
        table.open("GET", "/", this::all);
        table.open("GET", "/v2.1", request -> one(request, current(request)));
        table.open("GET", "/v2", request -> one(request, old(request)));
    }

    private static Map<String, Object> current(Request request) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", "v2.1");
        view.put("status", "CURRENT");
        view.put("version", NovaVersion.MAX.toString());
        view.put("min_version", NovaVersion.MIN.toString());
        view.put("updated", "2013-07-23T11:33:21Z");
        view.put("links", List.of(Map.of("rel", "self", "href", request.root() + "/v2.1/")));
        return view;
    }

    /// The same without microversions.
    private static Map<String, Object> old(Request request) {
        var view = current(request);
        view.put("id", "v2.0");
        view.put("status", "SUPPORTED");
        view.put("version", "");
        view.put("min_version", "");
        view.put("updated", "2011-01-21T11:33:21Z");
        view.put("links", List.of(Map.of("rel", "self", "href", request.root() + "/v2/")));
        return view;
    }

    private Response all(Request request) {
        return Response.json(200, Map.of("versions", List.of(old(request), current(request))));
    }

    private static Response one(Request request, Map<String, Object> view) {
        view.put("media-types", MEDIA);
        view.put(
                "links",
                List.of(
                        ((List<?>) view.get("links")).getFirst(),
                        Map.of(
                                "rel",
                                "describedby",
                                "type",
                                "text/html",
                                "href",
                                "https://docs.openstack.org/api-ref/compute/")));
        return Response.json(200, Map.of("version", view));
    }

    /// What a request to an unversioned path is answered.
    static Response choices(Request request) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", "v2.1");
        view.put("status", "CURRENT");
        view.put("links", List.of(Map.of("rel", "self", "href", request.root() + "/v2.1" + request.path())));
        view.put("media-types", MEDIA);
        return Response.json(300, Map.of("choices", List.of(view)));
    }
}
