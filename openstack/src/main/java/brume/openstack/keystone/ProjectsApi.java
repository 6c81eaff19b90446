package brume.openstack.keystone;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.identity.Domain;
import brume.cloud.identity.Domains;
import brume.cloud.identity.Identity;
import brume.cloud.identity.IdentityActions;
import brume.cloud.identity.Project;
import brume.cloud.identity.Projects;
import brume.openstack.Authentication;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v3/projects`. A domain shows itself here too, as a project that acts as one.
final class ProjectsApi {
    private static final Set<String> KNOWN =
            Set.of("name", "description", "enabled", "domain_id", "parent_id", "is_domain", "tags", "options");
    private final Projects projects;
    private final Domains domains;

    ProjectsApi(Identity identity) {
        this.projects = identity.projects();
        this.domains = identity.domains();
    }

    List<Route> routes() {
        var change = IdentityActions.PROJECT_CHANGE.name();
        return List.of(
                Route.of("GET", "/v3/projects", IdentityActions.PROJECT_LIST.name(), this::list)
                        .query(Queries.PROJECTS),
                Route.of("POST", "/v3/projects", change, this::create).body(Shapes.PROJECT_NEW),
                Route.of("GET", "/v3/projects/{project:project}", IdentityActions.PROJECT_GET.name(), this::show)
                        .query(Queries.FAMILY),
                Route.of("PATCH", "/v3/projects/{project:project}", change, this::update)
                        .body(Shapes.PROJECT_CHANGE),
                Route.of("DELETE", "/v3/projects/{project:project}", change, this::delete),
                Route.of(
                                "GET",
                                "/v3/users/{user:user}/projects",
                                IdentityActions.PROJECT_LIST_OF_USER.name(),
                                this::ofUser)
                        .query(Queries.PROJECTS_OF_USER));
    }

    private Response list(Request request) {
        var caller = Authentication.caller(request);
        if (Asked.is(request, "is_domain")) {
            var found = domains.list(caller, DomainsApi.filter(request));
            return Response.json(
                    200, Views.list(request, "/projects", "projects", found, each -> Views.asProject(request, each)));
        }
        return answer(request, "/projects", projects.list(caller, filter(request)));
    }

    private Response ofUser(Request request) {
        var user = request.uuid("user", "user");
        var found = projects.of(Authentication.caller(request), user, filter(request));
        return answer(request, "/users/" + Ids.plain(user) + "/projects", found);
    }

    private static Response answer(Request request, String path, List<Project> found) {
        return Response.json(200, Views.list(request, path, "projects", found, each -> Views.project(request, each)));
    }

    private static Projects.Filter filter(Request request) {
        return new Projects.Filter(
                Asked.text(request, "domain_id"),
                Asked.text(request, "parent_id"),
                Asked.text(request, "name"),
                Asked.flag(request, "enabled"),
                Asked.texts(request, "tags"),
                Asked.texts(request, "tags-any"),
                Asked.texts(request, "not-tags"),
                Asked.texts(request, "not-tags-any"));
    }

    private Response create(Request request) {
        var body = Body.of(request, "project");
        var caller = Authentication.caller(request);
        if (body.flag("is_domain").orElse(false)) {
            if (body.text("domain_id").isPresent() || body.text("parent_id").isPresent()) {
                throw new CloudFault.Invalid("a project that acts as a domain has neither a domain nor a parent");
            }
            return answer(request, 201, domains.create(caller, DomainsApi.wanted(body, KNOWN)));
        }
        var parent = body.text("parent_id").filter(p -> !isDomain(caller, p));
        var domain = body.text("domain_id").or(() -> parent.isEmpty() ? body.text("parent_id") : Optional.empty());
        var wanted = new Projects.Wanted(
                domain,
                parent.map(p -> Body.id(p, "project")),
                body.text("name").orElseThrow(),
                body.text("description").orElse(""),
                body.flag("enabled").orElse(true),
                body.texts("tags").orElse(List.of()),
                body.options(),
                body.extra(KNOWN));
        return answer(request, 201, projects.create(caller, wanted));
    }

    /// A parent may be a domain: then the project stands right under it.
    private boolean isDomain(Caller caller, String id) {
        if (!caller.may(IdentityActions.DOMAIN_GET, Target.domain(id))) return false;
        return domains.list(caller, new Domains.Filter(Optional.of(id), Optional.empty(), Optional.empty())).stream()
                .anyMatch(d -> d.id().equals(id));
    }

    private Response show(Request request) {
        var caller = Authentication.caller(request);
        var id = request.place("project");
        var project = project(caller, id);
        if (project.isEmpty()) return answer(request, 200, domain(caller, id));
        var view = Views.project(request, project.get());
        family(request, caller, project.get(), view);
        return Response.json(200, Views.one("project", view));
    }

    private Optional<Project> project(Caller caller, String id) {
        try {
            return Ids.parse(id).map(uuid -> projects.get(caller, uuid));
        } catch (CloudFault.NotFound e) {
            return Optional.empty();
        }
    }

    private Domain domain(Caller caller, String id) {
        try {
            return domains.get(caller, id);
        } catch (CloudFault.NotFound e) {
            throw new CloudFault.NotFound("project", id);
        }
    }

    private void family(Request request, Caller caller, Project project, ObjectNode view) {
        if (Asked.is(request, "parents_as_list")) {
            view.set("parents", wrapped(request, projects.above(caller, project.id())));
        } else if (Asked.is(request, "parents_as_ids")) {
            var above = Json.object();
            above.set(project.domain(), Json.MAPPER.nullNode());
            for (var each : projects.above(caller, project.id()).reversed()) {
                var next = Json.object();
                next.set(Ids.plain(each.id()), above);
                above = next;
            }
            view.set("parents", above);
        }
        if (Asked.is(request, "subtree_as_list")) {
            view.set("subtree", wrapped(request, projects.below(caller, project.id())));
        } else if (Asked.is(request, "subtree_as_ids")) {
            view.set("subtree", tree(projects.below(caller, project.id()), project.id()));
        }
    }

    private static JsonNode wrapped(Request request, List<Project> found) {
        var list = Json.array();
        found.forEach(each -> list.add(Views.one("project", Views.project(request, each))));
        return list;
    }

    private static JsonNode tree(List<Project> all, UUID top) {
        var below = Json.object();
        all.stream()
                .filter(p -> p.parent().equals(Optional.of(top)))
                .forEach(p -> below.set(Ids.plain(p.id()), tree(all, p.id())));
        return below.isEmpty() ? Json.MAPPER.nullNode() : below;
    }

    private Response update(Request request) {
        var body = Body.of(request, "project");
        var caller = Authentication.caller(request);
        var id = request.place("project");
        var old = project(caller, id);
        if (old.isEmpty()) {
            domain(caller, id);
            body.same("domain_id", null);
            body.same("is_domain", true);
            return answer(request, 200, domains.update(caller, id, DomainsApi.change(body, KNOWN)));
        }
        var project = old.get();
        body.same("domain_id", project.domain());
        body.same("is_domain", false);
        var parent = project.parent().map(Ids::plain).orElse(project.domain());
        if (body.has("parent_id") && !body.text("parent_id").equals(Optional.of(parent))) {
            throw new CloudFault.Forbidden("Update of `parent_id` is not allowed.");
        }
        var change = new Projects.Change(
                body.text("name"),
                body.said("description").map(d -> d.orElse("")),
                body.flag("enabled"),
                body.texts("tags"),
                body.member("options"),
                body.extra(KNOWN));
        return Response.json(
                200, Views.one("project", Views.project(request, projects.update(caller, project.id(), change))));
    }

    private Response delete(Request request) {
        var caller = Authentication.caller(request);
        var id = request.place("project");
        var project = project(caller, id);
        if (project.isPresent()) projects.delete(caller, project.get().id());
        else domains.delete(caller, domain(caller, id).id());
        return Response.empty(204);
    }

    private static Response answer(Request request, int code, Project project) {
        return Response.json(code, Views.one("project", Views.project(request, project)));
    }

    private static Response answer(Request request, int code, Domain domain) {
        return Response.json(code, Views.one("project", Views.asProject(request, domain)));
    }
}
