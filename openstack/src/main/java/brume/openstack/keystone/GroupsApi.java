package brume.openstack.keystone;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.id.Ids;
import brume.cloud.identity.Group;
import brume.cloud.identity.Groups;
import brume.cloud.identity.IdentityActions;
import brume.openstack.Authentication;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// `/v3/groups` and who is in them
final class GroupsApi {
    private static final Set<String> KNOWN = Set.of("name", "description", "domain_id");
    private final Groups groups;

    GroupsApi(Groups groups) {
        this.groups = groups;
    }

    List<Route> routes() {
        var change = IdentityActions.GROUP_CHANGE.name();
        var get = IdentityActions.GROUP_GET.name();
        var member = "/v3/groups/{group:group}/users/{user:user}";
        return List.of(
                Route.of("GET", "/v3/groups", IdentityActions.GROUP_LIST.name(), this::list)
                        .query(Queries.IN_DOMAIN),
                Route.of("POST", "/v3/groups", change, this::create).body(Shapes.GROUP_NEW),
                Route.of("GET", "/v3/groups/{group:group}", get, this::show),
                Route.of("PATCH", "/v3/groups/{group:group}", change, this::update)
                        .body(Shapes.GROUP_CHANGE),
                Route.of("DELETE", "/v3/groups/{group:group}", change, this::delete),
                Route.of("GET", "/v3/groups/{group:group}/users", get, this::users)
                        .query(Queries.NAME),
                Route.of("HEAD", member, get, this::check),
                Route.of("PUT", member, change, this::add),
                Route.of("DELETE", member, change, this::remove),
                Route.of("GET", "/v3/users/{user:user}/groups", IdentityActions.GROUP_LIST_OF_USER.name(), this::ofUser)
                        .query(Queries.NAME));
    }

    private Response list(Request request) {
        var found = groups.list(
                Authentication.caller(request), Asked.text(request, "domain_id"), Asked.text(request, "name"));
        return answer(request, "/groups", found);
    }

    private Response ofUser(Request request) {
        var user = request.uuid("user", "user");
        var found = groups.of(Authentication.caller(request), user, Asked.text(request, "name"));
        return answer(request, "/users/" + Ids.plain(user) + "/groups", found);
    }

    private static Response answer(Request request, String path, List<Group> found) {
        return Response.json(200, Views.list(request, path, "groups", found, each -> Views.group(request, each)));
    }

    private Response create(Request request) {
        var body = Body.of(request, "group");
        var wanted = new Groups.Wanted(
                body.text("domain_id"),
                body.text("name").orElseThrow(),
                body.text("description").orElse(""),
                body.extra(KNOWN));
        return answer(request, 201, groups.create(Authentication.caller(request), wanted));
    }

    private Response show(Request request) {
        return answer(request, 200, groups.get(Authentication.caller(request), group(request)));
    }

    private Response update(Request request) {
        var body = Body.of(request, "group");
        var caller = Authentication.caller(request);
        if (body.has("domain_id"))
            body.same("domain_id", groups.get(caller, group(request)).domain());
        var change = new Groups.Change(
                body.text("name"), body.said("description").map(d -> d.orElse("")), body.extra(KNOWN));
        return answer(request, 200, groups.update(caller, group(request), change));
    }

    private Response delete(Request request) {
        groups.delete(Authentication.caller(request), group(request));
        return Response.empty(204);
    }

    private Response users(Request request) {
        var found = groups.users(Authentication.caller(request), group(request), Asked.text(request, "name"));
        var path = "/groups/" + Ids.plain(group(request)) + "/users";
        return Response.json(200, Views.list(request, path, "users", found, each -> Views.user(request, each)));
    }

    private Response check(Request request) {
        groups.check(Authentication.caller(request), group(request), request.uuid("user", "user"));
        return Response.empty(204);
    }

    private Response add(Request request) {
        groups.add(Authentication.caller(request), group(request), request.uuid("user", "user"));
        return Response.empty(204);
    }

    private Response remove(Request request) {
        groups.remove(Authentication.caller(request), group(request), request.uuid("user", "user"));
        return Response.empty(204);
    }

    private static UUID group(Request request) {
        return request.uuid("group", "group");
    }

    private static Response answer(Request request, int code, Group group) {
        return Response.json(code, Views.one("group", Views.group(request, group)));
    }
}
