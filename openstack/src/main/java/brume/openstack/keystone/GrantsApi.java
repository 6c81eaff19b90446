package brume.openstack.keystone;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.cloud.identity.Assignments;
import brume.cloud.identity.Grant;
import brume.cloud.identity.Grants;
import brume.cloud.identity.Identity;
import brume.cloud.identity.IdentityActions;
import brume.openstack.Authentication;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Grants on projects, domains and the system, inherited ones, and `/v3/role_assignments`.
final class GrantsApi {
    static final String INHERITED = "OS-INHERIT:inherited_to";
    private final Grants grants;
    private final Assignments assignments;

    GrantsApi(Identity identity) {
        this.grants = identity.grants();
        this.assignments = identity.assignments();
    }

    List<Route> routes() {
        var routes = new ArrayList<Route>();
        for (var actor : List.of("users/{user:user}", "groups/{group:group}")) {
            for (var place : List.of("projects/{project:project}", "domains/{domain:domain}", "system")) {
                add(routes, "/v3/" + place + "/" + actor + "/roles", "", false);
            }
            for (var place : List.of("projects/{project:project}", "domains/{domain:domain}")) {
                add(routes, "/v3/OS-INHERIT/" + place + "/" + actor + "/roles", "/inherited_to_projects", true);
            }
        }
        routes.add(Route.of("GET", "/v3/role_assignments", IdentityActions.ASSIGNMENT_LIST.name(), this::assignments)
                .query(Queries.ASSIGNMENTS));
        return routes;
    }

    private void add(List<Route> routes, String path, String end, boolean inherited) {
        var read = IdentityActions.GRANT_READ.name();
        var change = IdentityActions.GRANT_CHANGE.name();
        var one = path + "/{role:role}" + end;
        routes.add(Route.of("GET", path + end, read, request -> list(request, inherited)));
        routes.add(Route.of("PUT", one, change, request -> give(request, inherited)));
        routes.add(Route.of("GET", one, read, request -> check(request, inherited)));
        routes.add(Route.of("DELETE", one, change, request -> take(request, inherited)));
    }

    private Response list(Request request, boolean inherited) {
        var found = grants.roles(Authentication.caller(request), actor(request), place(request), inherited);
        var path = request.path().replaceFirst("^/v3", "");
        return Response.json(200, Views.list(request, path, "roles", found, each -> Views.role(request, each)));
    }

    private Response give(Request request, boolean inherited) {
        grants.give(Authentication.caller(request), grant(request, inherited));
        return Response.empty(204);
    }

    private Response check(Request request, boolean inherited) {
        grants.require(Authentication.caller(request), grant(request, inherited));
        return Response.empty(204);
    }

    private Response take(Request request, boolean inherited) {
        grants.take(Authentication.caller(request), grant(request, inherited));
        return Response.empty(204);
    }

    private static Grant grant(Request request, boolean inherited) {
        return new Grant(actor(request), place(request), request.uuid("role", "role"), inherited);
    }

    private static Grant.Actor actor(Request request) {
        return request.hasPlace("user")
                ? new Grant.OfUser(request.uuid("user", "user"))
                : new Grant.OfGroup(request.uuid("group", "group"));
    }

    private static Grant.Place place(Request request) {
        if (request.hasPlace("project")) return new Grant.OnProject(request.uuid("project", "project"));
        if (request.hasPlace("domain")) return new Grant.OnDomain(request.place("domain"));
        return new Grant.OnSystem();
    }

    private Response assignments(Request request) {
        boolean effective = Asked.is(request, "effective");
        var inherited = Asked.text(request, "scope." + INHERITED);
        if (inherited.filter(i -> !i.equals("projects")).isPresent()) {
            throw new CloudFault.Invalid("grants are inherited by projects only");
        }
        if (effective && request.query().has("group.id")) {
            throw new CloudFault.Invalid("Specifying effective and group is not allowed: groups are worked out.");
        }
        if (request.query().has("scope.project.id") && request.query().has("scope.domain.id")) {
            throw new CloudFault.Invalid("Specify a domain or project, not both.");
        }
        if (request.query().has("user.id") && request.query().has("group.id")) {
            throw new CloudFault.Invalid("Specify a user or group, not both.");
        }
        var filter = new Assignments.Filter(
                Asked.uuid(request, "user.id"),
                Asked.uuid(request, "group.id"),
                Asked.uuid(request, "role.id"),
                Asked.uuid(request, "scope.project.id"),
                Asked.text(request, "scope.domain.id"),
                request.query().has("scope.system"),
                inherited.isPresent(),
                effective,
                Asked.is(request, "include_subtree"));
        var found = assignments.list(Authentication.caller(request), filter);
        boolean names = Asked.is(request, "include_names");
        return Response.json(
                200,
                Views.list(
                        request,
                        "/role_assignments",
                        "role_assignments",
                        found,
                        each -> assignment(request, each, names, effective)));
    }

    private static ObjectNode assignment(
            Request request, Assignments.Assignment found, boolean names, boolean effective) {
        var view = Json.object();
        view.set("role", named(found.role(), names));
        found.user().ifPresent(user -> view.set("user", named(user, names)));
        found.group().ifPresent(group -> view.set("group", named(group, names)));
        var scope = view.putObject("scope");
        found.project().ifPresent(project -> scope.set("project", named(project, names)));
        found.domain().ifPresent(domain -> scope.set("domain", named(domain, names)));
        if (scope.isEmpty()) scope.putObject("system").put("all", true);
        if (found.inherited() && !effective) scope.put(INHERITED, "projects");
        links(request, found, view.putObject("links"));
        return view;
    }

    private static void links(Request request, Assignments.Assignment found, ObjectNode links) {
        var actor = found.viaGroup()
                .map(group -> "/groups/" + Ids.plain(group))
                .or(() -> found.user().map(user -> "/users/" + user.id()))
                .orElseGet(() -> "/groups/" + found.group().orElseThrow().id());
        var place = found.grantedProject()
                .map(project -> "/projects/" + Ids.plain(project))
                .or(() -> found.grantedDomain().map(domain -> "/domains/" + domain))
                .orElse("/system");
        var granted = Ids.plain(found.grantedRole());
        var path = place + actor + "/roles/" + granted;
        links.put(
                "assignment",
                Views.self(request, found.inherited() ? "/OS-INHERIT" + path + "/inherited_to_projects" : path));
        found.viaGroup()
                .ifPresent(group -> links.put(
                        "membership",
                        Views.self(
                                request,
                                "/groups/" + Ids.plain(group) + "/users/"
                                        + found.user().orElseThrow().id())));
        if (!granted.equals(found.role().id())) {
            links.put(
                    "prior_role",
                    Views.self(
                            request,
                            "/prior_role/" + granted + "/implies/"
                                    + found.role().id()));
        }
    }

    private static ObjectNode named(Assignments.Named named, boolean names) {
        var view = Json.object().put("id", named.id());
        if (!names) return view;
        view.put("name", named.name());
        named.domain()
                .ifPresent(domain -> view.putObject("domain")
                        .put("id", domain)
                        .put("name", named.domainName().orElse("")));
        return view;
    }
}
