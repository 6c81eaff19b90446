package brume.e2e.tenants;

import brume.app.demo.OpenStack;
import java.util.Map;

/// Kinds of ids that no tenant owns, nor may change; each with one that is there.
final class Shared {
    private Shared() {}

    static Map<String, String> ids(OpenStack admin) {
        return Map.of(
                "domain",
                "default",
                "region",
                "RegionOne",
                "flavor",
                "tn42",
                "role",
                first(admin, "identity", "/v3/", "roles"),
                "service",
                first(admin, "identity", "/v3/", "services"),
                "endpoint",
                first(admin, "identity", "/v3/", "endpoints"),
                "agent",
                first(admin, "network", "/v2.0/", "agents"),
                "host",
                first(admin, "network", "/v2.0/", "agents"),
                "stranger",
                "0191b3a0-0000-7000-8000-000000000000");
    }

    private static String first(OpenStack admin, String service, String path, String kind) {
        return admin.get(service, path + kind).path(kind).get(0).path("id").asString();
    }
}
