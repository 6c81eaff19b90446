package brume.openstack.keystone;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.http.Route;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.cloud.identity.IdentityActions;
import brume.cloud.identity.Project;
import brume.cloud.identity.Projects;
import brume.openstack.Authentication;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// `/v3/projects/{id}/tags`
final class TagsApi {
    private static final Pattern TAG = Pattern.compile("[^,/]{1,255}");
    private final Projects projects;

    TagsApi(Projects projects) {
        this.projects = projects;
    }

    List<Route> routes() {
        var all = "/v3/projects/{project:project}/tags";
        var one = "/v3/projects/{project:project}/tags/{tag:text}";
        var read = IdentityActions.PROJECT_GET.name();
        var change = IdentityActions.PROJECT_TAG.name();
        return List.of(
                Route.of("GET", all, read, this::list),
                Route.of("PUT", all, change, this::replace).body(Shapes.TAGS_CHANGE),
                Route.of("DELETE", all, change, this::clear),
                Route.of("GET", one, read, this::check),
                Route.of("PUT", one, change, this::add),
                Route.of("DELETE", one, change, this::remove));
    }

    private Response list(Request request) {
        return answer(request, project(request));
    }

    private Response replace(Request request) {
        var tags = new Body(request.json()).texts("tags").orElseThrow();
        return answer(request, change(request, old -> tags));
    }

    private Response clear(Request request) {
        change(request, old -> List.of());
        return Response.empty(204);
    }

    private Response check(Request request) {
        var tag = request.place("tag");
        if (!project(request).tags().contains(tag)) throw new CloudFault.NotFound("project tag", tag);
        return Response.empty(204);
    }

    private Response add(Request request) {
        var tag = request.place("tag");
        if (!TAG.matcher(tag).matches()) throw new CloudFault.Invalid(tag + " is not a tag");
        change(request, old -> {
            if (old.contains(tag)) return old;
            var tags = new ArrayList<>(old);
            tags.add(tag);
            return tags;
        });
        return Response.empty(201);
    }

    private Response remove(Request request) {
        var tag = request.place("tag");
        change(request, old -> {
            if (!old.contains(tag)) throw new CloudFault.NotFound("project tag", tag);
            return old.stream().filter(t -> !t.equals(tag)).toList();
        });
        return Response.empty(204);
    }

    private Project project(Request request) {
        return projects.get(Authentication.caller(request), request.uuid("project", "project"));
    }

    private Project change(Request request, UnaryOperator<List<String>> change) {
        return projects.tag(Authentication.caller(request), request.uuid("project", "project"), change);
    }

    private static Response answer(Request request, Project project) {
        var body = Views.one("tags", Views.texts(project.tags()));
        body.set(
                "links",
                Json.object()
                        .put("next", (String) null)
                        .put("self", Views.self(request, "/projects/" + Ids.plain(project.id()) + "/tags"))
                        .put("previous", (String) null));
        return Response.json(200, body);
    }
}
