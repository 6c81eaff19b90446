package brume.e2e.tenants;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import java.util.Map;

/// A project with one user in it, member there.
///
/// @param domain of both
public record Tenant(String name, String domain, String project, String user, OpenStack client) {
    static final String HOME = "default";
    private static final String PASSWORD = "a password of the tenant";

    public static Tenant make(OpenStack admin, String name) {
        return make(admin, name, HOME, "Default");
    }

    /// One in a domain of its own, of the same name.
    static Tenant abroad(OpenStack admin, String name) {
        var domain = admin.post("identity", "/v3/domains", Map.of("domain", Map.of("name", name)))
                .path("domain")
                .path("id")
                .asString();
        return make(admin, name, domain, name);
    }

    private static Tenant make(OpenStack admin, String name, String domain, String domainName) {
        var project = admin.post(
                        "identity", "/v3/projects", Map.of("project", Map.of("name", name, "domain_id", domain)))
                .path("project")
                .path("id")
                .asString();
        var user = admin.post(
                        "identity",
                        "/v3/users",
                        Map.of("user", Map.of("name", name, "domain_id", domain, "password", PASSWORD)))
                .path("user")
                .path("id")
                .asString();
        var role = admin.get("identity", "/v3/roles?name=member")
                .path("roles")
                .get(0)
                .path("id")
                .asString();
        admin.put("identity", "/v3/projects/" + project + "/users/" + user + "/roles/" + role, null);
        var at = admin.access();
        var access = new Access(at.auth(), name, PASSWORD, name, domainName, domainName, at.trust());
        var client = new OpenStack(OpenStack.http(), access);
        client.login();
        return new Tenant(name, domain, project, user, client);
    }
}
