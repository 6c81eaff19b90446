package brume.app.demo;

import java.util.Map;
import java.util.UUID;

/// A project, and a user in it who goes the rest of the way.
final class TenantLeg {
    private final Journey journey;

    TenantLeg(Journey journey) {
        this.journey = journey;
    }

    /// @return the user's own client
    OpenStack go() {
        var admin = journey.admin();
        var road = journey.road();
        road.step(
                "log in as " + admin.access().user(),
                () -> "token with " + admin.login().endpoints().keySet());
        var project = road.step("project", () -> {
            var body = Map.of("project", Map.of("name", journey.name("project"), "domain_id", "default"));
            return admin.post("identity", "/v3/projects", body)
                    .path("project")
                    .path("id")
                    .asString();
        });
        journey.made().add("project", admin, "identity", "/v3/projects/" + project);
        var password = UUID.randomUUID().toString();
        var user = road.step("user", () -> {
            var body =
                    Map.of("user", Map.of("name", journey.name("user"), "domain_id", "default", "password", password));
            var id = admin.post("identity", "/v3/users", body)
                    .path("user")
                    .path("id")
                    .asString();
            journey.made().add("user", admin, "identity", "/v3/users/" + id, "project");
            return id;
        });
        road.step("role member in the project", () -> {
            var roles = admin.get("identity", "/v3/roles?name=member").path("roles");
            if (roles.isEmpty()) throw new IllegalStateException("the cloud has no role member");
            var role = roles.get(0).path("id").asString();
            admin.put("identity", "/v3/projects/" + project + "/users/" + user + "/roles/" + role, null);
            return "member";
        });
        var client = admin.as(journey.name("user"), password, journey.name("project"));
        road.step("log in as that user", () -> "project " + client.login().project());
        return client;
    }
}
