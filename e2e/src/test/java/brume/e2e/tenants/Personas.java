package brume.e2e.tenants;

import brume.app.demo.OpenStack;
import brume.base.json.Json;
import brume.cloud.access.Scope;
import brume.e2e.tenants.Persona.Welcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Makes everybody who could want something of a tenant, by the API.
final class Personas {
    /// What the application credential is good for, and nothing else.
    static final String ONLY_CALL = "GET /compute/v2.1/servers";

    private static final String PASSWORD = "a password of a persona";
    private static final int LIFE_AND_MORE_SECONDS = 3_601;

    /// Each role with what it implies.
    private static final Map<String, Set<String>> ROLES = Map.of(
            "admin", Set.of("admin", "manager", "member", "reader"),
            "manager", Set.of("manager", "member", "reader"),
            "member", Set.of("member", "reader"),
            "reader", Set.of("reader"),
            "service", Set.of("service"));

    private final OpenStack admin;
    private final Wire wire;
    private final Map<String, String> roles = new HashMap<>();

    Personas(OpenStack admin, Wire wire) {
        this.admin = admin;
        this.wire = wire;
        for (var role : admin.get("identity", "/v3/roles").path("roles"))
            roles.put(role.path("name").asString(), role.path("id").asString());
    }

    /// @param alpha whose project and domain the scopes are about
    /// @param beta  another tenant, who has nothing to do with it
    List<Persona> around(Tenant alpha, Tenant beta) throws Exception {
        var partner = made("domain", "/v3/domains", Map.of("name", "partner"));
        var expired = in("an expired token", alpha.project(), "member", Welcome.NOWHERE);
        pass();
        admin.login();
        var revoked = in("a token taken back", alpha.project(), "member", Welcome.NOWHERE);
        take(revoked.token());
        return List.of(
                in("an administrator of the system", "/system", new Scope.System(), "admin"),
                in("a reader of the system", "/system", new Scope.System(), "reader"),
                in("an administrator of the domain", "/domains/default", new Scope.Domain("default"), "admin"),
                in("a reader of the domain", "/domains/default", new Scope.Domain("default"), "reader"),
                in("an administrator of another domain", "/domains/" + partner, new Scope.Domain(partner), "admin"),
                in("an administrator in the project", alpha.project(), "admin", Welcome.ANYWHERE),
                in("a manager in the project", alpha.project(), "manager", Welcome.ANYWHERE),
                in("a member of the project", alpha.project(), "member", Welcome.ANYWHERE),
                in("a reader in the project", alpha.project(), "reader", Welcome.ANYWHERE),
                in("a service in the project", alpha.project(), "service", Welcome.ANYWHERE),
                in("a member of another project", beta.project(), "member", Welcome.ANYWHERE),
                in("a manager in another project", beta.project(), "manager", Welcome.ANYWHERE),
                owner(alpha),
                nowhere(),
                restricted(alpha),
                expired,
                revoked,
                new Persona("nobody", new UUID(0, 0), new Scope.None(), Set.of(), "", Welcome.NOWHERE));
    }

    private Persona owner(Tenant alpha) throws Exception {
        var scope = new Scope.Project(Persona.uuid(alpha.project()), "default");
        var token = alpha.client().login().token();
        return new Persona(
                "the owner", Persona.uuid(alpha.user()), scope, ROLES.get("member"), token, Welcome.ANYWHERE);
    }

    private Persona in(String name, String project, String role, Welcome welcome) throws Exception {
        var scope = new Scope.Project(Persona.uuid(project), "default");
        var made = in(name, "/projects/" + project, scope, role);
        return new Persona(name, made.user(), scope, made.roles(), made.token(), welcome);
    }

    /// @param place where the role holds, as a path of the identity service
    private Persona in(String name, String place, Scope scope, String role) throws Exception {
        var user = user(name);
        admin.put("identity", "/v3" + place + "/users/" + user + "/roles/" + roles.get(role), null);
        return new Persona(name, Persona.uuid(user), scope, ROLES.get(role), login(user, scope), Welcome.ANYWHERE);
    }

    /// Who has a token for no place at all.
    private Persona nowhere() throws Exception {
        var user = user("somebody without a role");
        var token = login(user, new Scope.None());
        return new Persona(
                "somebody without a role", Persona.uuid(user), new Scope.None(), Set.of(), token, Welcome.ANYWHERE);
    }

    /// The owner's credential, good for one call.
    private Persona restricted(Tenant alpha) throws Exception {
        var rule = Map.of("service", "compute", "method", "GET", "path", "/v2.1/servers");
        var wish = Map.of("name", "restricted", "access_rules", List.of(rule));
        var made = alpha.client()
                .post(
                        "identity",
                        "/v3/users/" + alpha.user() + "/application_credentials",
                        Map.of("application_credential", wish))
                .path("application_credential");
        var secret = Map.of(
                "id", made.path("id").asString(), "secret", made.path("secret").asString());
        var token = token(Map.of(
                "auth",
                Map.of(
                        "identity",
                        Map.of("methods", List.of("application_credential"), "application_credential", secret))));
        var scope = new Scope.Project(Persona.uuid(alpha.project()), "default");
        return new Persona(
                "a credential for one call",
                Persona.uuid(alpha.user()),
                scope,
                ROLES.get("member"),
                token,
                Welcome.ONE_CALL);
    }

    private String user(String name) {
        return made("user", "/v3/users", Map.of("name", name, "domain_id", "default", "password", PASSWORD));
    }

    private String made(String kind, String path, Map<String, ?> body) {
        return admin.post("identity", path, Map.of(kind, body))
                .path(kind)
                .path("id")
                .asString();
    }

    private String login(String user, Scope scope) throws Exception {
        var identity = Map.of(
                "methods", List.of("password"), "password", Map.of("user", Map.of("id", user, "password", PASSWORD)));
        var auth = new HashMap<String, Object>(Map.of("identity", identity));
        switch (scope) {
            case Scope.Project p -> auth.put("scope", Map.of("project", Map.of("id", Persona.hex(p.id()))));
            case Scope.Domain d -> auth.put("scope", Map.of("domain", Map.of("id", d.id())));
            case Scope.System s -> auth.put("scope", Map.of("system", Map.of("all", true)));
            case Scope.None n -> auth.put("scope", "unscoped");
        }
        return token(Map.of("auth", auth));
    }

    private String token(Map<String, ?> body) throws Exception {
        var answer =
                wire.send("POST", "/identity/v3/auth/tokens", "", Map.of(), Optional.of(Json.MAPPER.valueToTree(body)));
        return answer.headers()
                .firstValue("X-Subject-Token")
                .orElseThrow(() -> new IllegalStateException(answer.statusCode() + " " + answer.body()));
    }

    /// Time goes by, until all tokens are too old.
    private void pass() throws Exception {
        var answer = wire.send(
                "POST",
                "/admin/simulation/clock",
                admin.session().token(),
                Map.of(),
                Optional.of(Json.object().put("forward_seconds", LIFE_AND_MORE_SECONDS)));
        if (answer.statusCode() >= 300) throw new IllegalStateException(answer.body());
    }

    private void take(String token) throws Exception {
        wire.send(
                "DELETE",
                "/identity/v3/auth/tokens",
                admin.session().token(),
                Map.of("X-Subject-Token", token),
                Optional.empty());
    }
}
