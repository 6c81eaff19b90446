package brume.e2e.tenants;

import brume.app.demo.OpenStack;
import java.util.Map;

/// A project with one user in it, member there.
public record Tenant(String name, String project, String user, OpenStack client) {
    private static final String PASSWORD = "a password of the tenant";

    public static Tenant make(OpenStack admin, String name) {
        var project = admin.post(
                        "identity", "/v3/projects", Map.of("project", Map.of("name", name, "domain_id", "default")))
                .path("project")
                .path("id")
                .asString();
        var user = admin.post(
                        "identity",
                        "/v3/users",
                        Map.of("user", Map.of("name", name, "domain_id", "default", "password", PASSWORD)))
                .path("user")
                .path("id")
                .asString();
        var role = admin.get("identity", "/v3/roles?name=member")
                .path("roles")
                .get(0)
                .path("id")
                .asString();
        admin.put("identity", "/v3/projects/" + project + "/users/" + user + "/roles/" + role, null);
        var client = admin.as(name, PASSWORD, name);
        client.login();
        return new Tenant(name, project, user, client);
    }
}
