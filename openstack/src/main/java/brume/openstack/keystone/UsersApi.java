package brume.openstack.keystone;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.cloud.identity.IdentityActions;
import brume.cloud.identity.User;
import brume.cloud.identity.Users;
import brume.openstack.Authentication;
import java.util.List;
import java.util.Set;

/// `/v3/users`
final class UsersApi {
    private static final Set<String> KNOWN = Set.of(
            "name",
            "password",
            "original_password",
            "enabled",
            "domain_id",
            "default_project_id",
            "options",
            "password_expires_at");
    private final Users users;

    UsersApi(Users users) {
        this.users = users;
    }

    List<Route> routes() {
        var change = IdentityActions.USER_CHANGE.name();
        return List.of(
                Route.of("GET", "/v3/users", IdentityActions.USER_LIST.name(), this::list)
                        .query(Queries.USERS),
                Route.of("POST", "/v3/users", change, this::create).body(Shapes.USER_NEW),
                Route.of("GET", "/v3/users/{user:user}", IdentityActions.USER_GET.name(), this::show),
                Route.of("PATCH", "/v3/users/{user:user}", change, this::update).body(Shapes.USER_CHANGE),
                Route.of("DELETE", "/v3/users/{user:user}", change, this::delete),
                // The old password says who it is: an expired one gets no token.
                Route.open("POST", "/v3/users/{user:user}/password", this::changePassword)
                        .body(Shapes.PASSWORD_CHANGE));
    }

    private Response list(Request request) {
        var filter = new Users.Filter(
                Asked.text(request, "domain_id"), Asked.text(request, "name"), Asked.flag(request, "enabled"));
        var found = users.list(Authentication.caller(request), filter);
        return Response.json(200, Views.list(request, "/users", "users", found, each -> Views.user(request, each)));
    }

    private Response create(Request request) {
        var body = Body.of(request, "user");
        var wanted = new Users.Wanted(
                body.text("domain_id"),
                body.text("name").orElseThrow(),
                body.text("password"),
                body.flag("enabled").orElse(true),
                body.uuid("default_project_id", "project"),
                body.options(),
                body.extra(KNOWN));
        return answer(request, 201, users.create(Authentication.caller(request), wanted));
    }

    private Response show(Request request) {
        return answer(request, 200, users.get(Authentication.caller(request), request.uuid("user", "user")));
    }

    private Response update(Request request) {
        var body = Body.of(request, "user");
        var caller = Authentication.caller(request);
        var id = request.uuid("user", "user");
        if (body.has("domain_id")) body.same("domain_id", users.get(caller, id).domain());
        var change = new Users.Change(
                body.text("name"),
                body.text("password"),
                body.flag("enabled"),
                body.said("default_project_id").map(said -> said.map(p -> Body.id(p, "project"))),
                body.member("options"),
                body.extra(KNOWN));
        return answer(request, 200, users.update(caller, id, change));
    }

    private Response changePassword(Request request) {
        var body = Body.of(request, "user");
        users.changePassword(
                request.source(),
                request.id(),
                request.uuid("user", "user"),
                body.text("original_password").orElseThrow(),
                body.text("password").orElseThrow());
        return Response.empty(204);
    }

    private Response delete(Request request) {
        users.delete(Authentication.caller(request), request.uuid("user", "user"));
        return Response.empty(204);
    }

    private static Response answer(Request request, int code, User user) {
        return Response.json(code, Views.one("user", Views.user(request, user)));
    }
}
