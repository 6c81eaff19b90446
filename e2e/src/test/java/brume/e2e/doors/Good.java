package brume.e2e.doors;

import brume.base.http.Route;
import brume.base.http.Service;
import brume.base.json.Json;
import brume.base.shape.Version;
import brume.e2e.doors.Attack.Header;
import brume.e2e.tenants.Places;
import brume.e2e.tenants.Sample;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A good request to each route, from which bad ones are made.
///
/// @param members what samples name, by the names of members
record Good(Places places, Map<String, String> members) {
    private static final Version NEWEST = new Version(2, 93);

    /// What says that it changes an image.
    static final String PATCH = "application/openstack-images-v2.1-json-patch";

    static boolean takes(Route route, byte[] body) {
        try {
            return route.body()
                    .orElseThrow()
                    .check(Json.read(new ByteArrayInputStream(body)), version(route))
                    .isEmpty();
        } catch (brume.base.fault.CloudFault.Invalid e) {
            return false;
        }
    }

    byte[] body(Route route) {
        return route.body().isEmpty()
                ? Attack.NOTHING
                : samples(route, false).getFirst().toString().getBytes(StandardCharsets.UTF_8);
    }

    List<JsonNode> samples(Route route, boolean everything) {
        return new Sample(version(route), members, everything).of(route.body().orElseThrow());
    }

    String target(Service service, Route route) {
        return service.prefix() + places.path(route);
    }

    static String type(Route route) {
        return route.raw() && route.body().isPresent() ? PATCH : "application/json";
    }

    static List<Header> common(Service service, Route route) {
        var type = new Header("Content-Type", type(route));
        return service.prefix().equals("/compute")
                ? List.of(type, new Header("OpenStack-API-Version", "compute " + version(route)))
                : List.of(type);
    }

    static Version version(Route route) {
        var last = route.versions().to();
        return last.compareTo(NEWEST) < 0 ? last : NEWEST;
    }

    static boolean isReading(Route route) {
        return route.method().equals("GET") || route.method().equals("HEAD");
    }
}
