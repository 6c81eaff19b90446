package brume.e2e.tenants;

import brume.base.http.Route;
import brume.base.http.Service;
import brume.base.json.Json;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A route where it is mounted.
record On(Service service, Route route) {
    private static final Version NEWEST = new Version(2, 93);
    private static final Version FIRST = new Version(2, 1);

    /// What stands in the head of a good request to it.
    Map<String, String> headers() {
        var headers = new HashMap<String, String>();
        if (service.prefix().equals("/compute")) headers.put("OpenStack-API-Version", "compute " + version());
        if (route.raw()) headers.put("Content-Type", rawType());
        return headers;
    }

    /// Good bodies: one for each alternative; one empty where there is none.
    ///
    /// @param filled by the name of a member: what a body holds there
    List<Optional<JsonNode>> bodies(Map<String, String> filled) {
        if (route.body().isEmpty()) return List.of(route.raw() ? Optional.of(Json.array()) : Optional.empty());
        return new Sample(version(), filled)
                .of(route.body().get()).stream().map(Optional::of).toList();
    }

    /// The same, and where all members may be left out, one for each of them.
    List<Optional<JsonNode>> everyBody(Map<String, String> filled) {
        if (!(route.body().orElse(null) instanceof Shape.Fields fields)
                || fields.fields().stream().anyMatch(Shape.Field::required)) return bodies(filled);
        var sample = new Sample(version(), filled);
        return fields.fields().stream()
                .filter(field -> field.versions().contains(version()))
                .map(field ->
                        Optional.<JsonNode>of(Json.object().set(field.name(), sample.one(field.shape(), field.name()))))
                .toList();
    }

    /// What a handler that reads its body itself is sent.
    private String rawType() {
        return route.method().equals("PATCH")
                ? "application/openstack-images-v2.1-json-patch"
                : "application/octet-stream";
    }

    /// Whether it is one of compute's that stand elsewhere too: each does so four times, as version 2.0, and with the
    /// project of who asks.
    boolean again() {
        return service.prefix().equals("/compute")
                && (isOld() || route.path().parts().stream().anyMatch(part -> Places.isOwnProject(route, part)));
    }

    /// Whether it is of compute's version 2.0, which knows no later ones.
    boolean isOld() {
        return service.prefix().equals("/compute") && route.path().toString().startsWith("/v2/");
    }

    /// The one that its bodies are written in.
    Version version() {
        if (isOld()) return FIRST;
        var last = route.versions().to();
        return last.compareTo(NEWEST) < 0 ? last : NEWEST;
    }

    @Override
    public String toString() {
        return route.method() + " " + service.prefix() + route.path();
    }
}
