package brume.openstack.keystone;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.base.json.Times;
import brume.cloud.identity.AccessRule;
import brume.cloud.identity.Credential;
import brume.cloud.identity.Credentials;
import brume.cloud.identity.Identity;
import brume.cloud.identity.IdentityActions;
import brume.cloud.identity.Logins;
import brume.cloud.identity.Token;
import brume.openstack.Authentication;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v3/users/{id}/application_credentials` and `/v3/users/{id}/access_rules`
final class CredentialsApi {
    private final Credentials credentials;
    private final Logins logins;

    CredentialsApi(Identity identity) {
        this.credentials = identity.credentials();
        this.logins = identity.logins();
    }

    List<Route> routes() {
        var all = "/v3/users/{user:user}/application_credentials";
        var one = all + "/{credential:credential}";
        var rules = "/v3/users/{user:user}/access_rules";
        var read = IdentityActions.CREDENTIAL_READ.name();
        var delete = IdentityActions.CREDENTIAL_DELETE.name();
        return List.of(
                Route.of("GET", all, read, this::list).query(Queries.NAME),
                Route.of("POST", all, IdentityActions.CREDENTIAL_CREATE.name(), this::create)
                        .body(Shapes.CREDENTIAL_NEW),
                Route.of("GET", one, read, this::show),
                Route.of("DELETE", one, delete, this::delete),
                Route.of("GET", rules, read, this::rules),
                Route.of("GET", rules + "/{rule:rule}", read, this::showRule),
                Route.of("DELETE", rules + "/{rule:rule}", delete, this::deleteRule));
    }

    private Response list(Request request) {
        var found = credentials.list(Authentication.caller(request), user(request), Asked.text(request, "name"));
        return Response.json(
                200,
                Views.list(
                        request, path(user(request)), "application_credentials", found, each -> view(request, each)));
    }

    private Response create(Request request) {
        var body = Body.of(request, "application_credential");
        var wanted = new Credentials.Wanted(
                body.text("name").orElseThrow(),
                body.text("description"),
                body.text("secret"),
                body.text("expires_at").map(CredentialsApi::time),
                body.member("roles")
                        .map(list -> each(list).map(CredentialsApi::role).toList()),
                body.flag("unrestricted").orElse(false),
                body.member("access_rules")
                        .map(list -> each(list).map(CredentialsApi::wantedRule).toList()));
        var made = credentials.create(Authentication.caller(request), by(request), user(request), wanted);
        var view = view(request, made.credential()).put("secret", made.secret());
        return Response.json(201, Views.one("application_credential", view));
    }

    private static Stream<Body> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(Body::new);
    }

    private static Credentials.WantedRole role(Body body) {
        return new Credentials.WantedRole(body.uuid("id", "role"), body.text("name"));
    }

    private static Credentials.WantedRule wantedRule(Body body) {
        return new Credentials.WantedRule(
                body.text("service").orElseThrow(),
                body.text("method").orElseThrow(),
                body.text("path").orElseThrow());
    }

    /// ISO 8601, in UTC when it names no zone.
    private static Instant time(String text) {
        try {
            var local = text.replace(' ', 'T').replaceFirst("Z$", "");
            return Times.within(LocalDateTime.parse(local).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            throw new CloudFault.Invalid("expires_at is not a time such as 2026-01-31T12:00:00.000000");
        }
    }

    private Response show(Request request) {
        var found = credentials.get(Authentication.caller(request), user(request), id(request));
        return Response.json(200, Views.one("application_credential", view(request, found)));
    }

    private Response delete(Request request) {
        credentials.delete(Authentication.caller(request), by(request), user(request), id(request));
        return Response.empty(204);
    }

    private Response rules(Request request) {
        var found = credentials.rules(Authentication.caller(request), user(request));
        var path = "/users/" + Ids.plain(user(request)) + "/access_rules";
        return Response.json(200, Views.list(request, path, "access_rules", found, each -> linked(request, each)));
    }

    private Response showRule(Request request) {
        var found =
                credentials.rule(Authentication.caller(request), user(request), request.uuid("rule", "access rule"));
        return Response.json(200, Views.one("access_rule", linked(request, found)));
    }

    private Response deleteRule(Request request) {
        credentials.deleteRule(Authentication.caller(request), user(request), request.uuid("rule", "access rule"));
        return Response.empty(204);
    }

    /// The credential that the caller's own token was made from.
    private Optional<UUID> by(Request request) {
        return request.header("X-Auth-Token").flatMap(logins::live).flatMap(Token::credential);
    }

    private static UUID user(Request request) {
        return request.uuid("user", "user");
    }

    private static UUID id(Request request) {
        return request.uuid("credential", "application credential");
    }

    private static String path(UUID user) {
        return "/users/" + Ids.plain(user) + "/application_credentials";
    }

    private static ObjectNode view(Request request, Credential credential) {
        var view = Json.object()
                .put("id", Ids.plain(credential.id()))
                .put("name", credential.name())
                .put("description", credential.description().orElse(null))
                .put("project_id", Ids.plain(credential.project()))
                .put("user_id", Ids.plain(credential.user()))
                .put("unrestricted", credential.unrestricted())
                .put(
                        "expires_at",
                        credential
                                .expiresAt()
                                .map(at -> Views.time(at).replace("Z", ""))
                                .orElse(null));
        var roles = view.putArray("roles");
        credential
                .roles()
                .forEach(role -> roles.add(Json.object()
                        .put("id", Ids.plain(role.id()))
                        .put("name", role.name())
                        .put("domain_id", (String) null)));
        credential.rules().ifPresent(rules -> {
            var list = view.putArray("access_rules");
            rules.forEach(each -> list.add(rule(each)));
        });
        return Views.link(request, view, path(credential.user()) + "/" + Ids.plain(credential.id()));
    }

    static ObjectNode rule(AccessRule rule) {
        return Json.object()
                .put("id", Ids.plain(rule.id()))
                .put("service", rule.service())
                .put("method", rule.method())
                .put("path", rule.path());
    }

    private static ObjectNode linked(Request request, AccessRule rule) {
        var path = "/users/" + Ids.plain(rule.user()) + "/access_rules/" + Ids.plain(rule.id());
        return Views.link(request, rule(rule), path);
    }
}
