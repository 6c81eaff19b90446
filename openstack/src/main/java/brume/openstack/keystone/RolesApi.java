package brume.openstack.keystone;

import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.cloud.identity.IdentityActions;
import brume.cloud.identity.Role;
import brume.cloud.identity.Roles;
import brume.openstack.Authentication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// `/v3/roles`, and what roles imply
final class RolesApi {
    private static final Set<String> KNOWN = Set.of("name", "description", "domain_id", "options");
    private final Roles roles;

    RolesApi(Roles roles) {
        this.roles = roles;
    }

    List<Route> routes() {
        var get = IdentityActions.ROLE_GET.name();
        var change = IdentityActions.ROLE_CHANGE.name();
        var implied = "/v3/roles/{role:role}/implies/{implied:role}";
        return List.of(
                Route.of("GET", "/v3/roles", get, this::list).query(Queries.IN_DOMAIN),
                Route.of("POST", "/v3/roles", change, this::create).body(Shapes.ROLE_NEW),
                Route.of("GET", "/v3/roles/{role:role}", get, this::show),
                Route.of("PATCH", "/v3/roles/{role:role}", change, this::update).body(Shapes.ROLE_CHANGE),
                Route.of("DELETE", "/v3/roles/{role:role}", change, this::delete),
                Route.of("GET", "/v3/role_inferences", get, this::inferences),
                Route.of("GET", "/v3/roles/{role:role}/implies", get, this::implied),
                Route.of("GET", implied, get, request -> inference(request, 200)),
                Route.of("HEAD", implied, get, this::check),
                Route.of("PUT", implied, change, this::imply),
                Route.of("DELETE", implied, change, this::unimply));
    }

    private Response list(Request request) {
        var found = roles.list(
                Authentication.caller(request), Asked.text(request, "domain_id"), Asked.text(request, "name"));
        return Response.json(200, Views.list(request, "/roles", "roles", found, each -> Views.role(request, each)));
    }

    private Response create(Request request) {
        var body = Body.of(request, "role");
        var wanted = new Roles.Wanted(
                body.text("domain_id"),
                body.text("name").orElseThrow(),
                body.text("description"),
                body.options(),
                body.extra(KNOWN));
        return answer(request, 201, roles.create(Authentication.caller(request), wanted));
    }

    private Response show(Request request) {
        return answer(request, 200, roles.get(Authentication.caller(request), request.uuid("role", "role")));
    }

    private Response update(Request request) {
        var body = Body.of(request, "role");
        var caller = Authentication.caller(request);
        var id = request.uuid("role", "role");
        if (body.has("domain_id")) {
            body.same("domain_id", roles.get(caller, id).domain().orElse(null));
        }
        var change = new Roles.Change(
                body.text("name"), body.said("description"), body.member("options"), body.extra(KNOWN));
        return answer(request, 200, roles.update(caller, id, change));
    }

    private Response delete(Request request) {
        roles.delete(Authentication.caller(request), request.uuid("role", "role"));
        return Response.empty(204);
    }

    private Response inferences(Request request) {
        var byPrior = roles.implications(Authentication.caller(request), Optional.empty()).stream()
                .collect(Collectors.groupingBy(Roles.Implication::prior, LinkedHashMap::new, Collectors.toList()));
        return Response.json(
                200,
                Views.list(
                        request,
                        "/role_inferences",
                        "role_inferences",
                        byPrior.entrySet(),
                        each -> inference(request, each.getKey(), each.getValue())));
    }

    private Response implied(Request request) {
        var caller = Authentication.caller(request);
        var id = request.uuid("role", "role");
        var found = roles.implications(caller, Optional.of(id));
        var body = Views.one("role_inference", inference(request, roles.get(caller, id), found));
        return Response.json(200, Views.link(request, body, "/roles/" + Ids.plain(id) + "/implies"));
    }

    private static ObjectNode inference(Request request, Role prior, List<Roles.Implication> implications) {
        var view = Json.object();
        view.set("prior_role", Views.roleName(request, prior));
        var implies = view.putArray("implies");
        implications.forEach(each -> implies.add(Views.roleName(request, each.implied())));
        return view;
    }

    private Response inference(Request request, int code) {
        var found = roles.implication(
                Authentication.caller(request), request.uuid("role", "role"), request.uuid("implied", "role"));
        return answer(request, code, found);
    }

    private Response check(Request request) {
        inference(request, 204);
        return Response.empty(204);
    }

    private Response imply(Request request) {
        var made = roles.imply(
                Authentication.caller(request), request.uuid("role", "role"), request.uuid("implied", "role"));
        return answer(request, 201, made);
    }

    private Response unimply(Request request) {
        roles.unimply(Authentication.caller(request), request.uuid("role", "role"), request.uuid("implied", "role"));
        return Response.empty(204);
    }

    private static Response answer(Request request, int code, Roles.Implication pair) {
        var view = Json.object();
        view.set("prior_role", Views.roleName(request, pair.prior()));
        view.set("implies", Views.roleName(request, pair.implied()));
        var path = "/roles/" + Ids.plain(pair.prior().id()) + "/implies/"
                + Ids.plain(pair.implied().id());
        return Response.json(code, Views.link(request, Views.one("role_inference", view), path));
    }

    private static Response answer(Request request, int code, Role role) {
        return Response.json(code, Views.one("role", Views.role(request, role)));
    }
}
