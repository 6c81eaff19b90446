package brume.openstack.keystone;

import brume.base.http.Request;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.cloud.identity.Catalog;
import brume.cloud.identity.Domain;
import brume.cloud.identity.Group;
import brume.cloud.identity.Project;
import brume.cloud.identity.Regions;
import brume.cloud.identity.Role;
import brume.cloud.identity.User;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Things as Keystone shows them.
final class Views {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Views() {}

    static String time(Instant at) {
        return TIME.format(at);
    }

    static String self(Request request, String path) {
        return request.root() + "/v3" + path;
    }

    /// A list with its links: never more than one page.
    static <T> ObjectNode list(
            Request request, String path, String member, Collection<T> items, Function<T, ? extends JsonNode> view) {
        var list = Json.array();
        items.forEach(item -> list.add(view.apply(item)));
        var body = Json.object();
        body.set(member, list);
        body.set(
                "links",
                Json.object()
                        .put("next", (String) null)
                        .put("self", self(request, path))
                        .put("previous", (String) null));
        return body;
    }

    static ObjectNode one(String member, JsonNode view) {
        var body = Json.object();
        body.set(member, view);
        return body;
    }

    static ObjectNode domain(Request request, Domain domain) {
        var view = extra(domain.extra())
                .put("id", domain.id())
                .put("name", domain.name())
                .put("description", domain.description())
                .put("enabled", domain.enabled());
        view.set("tags", texts(domain.tags()));
        view.set("options", domain.options());
        return link(request, view, "/domains/" + domain.id());
    }

    /// A domain as the project that it also is.
    static ObjectNode asProject(Request request, Domain domain) {
        var view = domain(request, domain)
                .put("domain_id", (String) null)
                .put("parent_id", (String) null)
                .put("is_domain", true);
        return link(request, view, "/projects/" + domain.id());
    }

    static ObjectNode project(Request request, Project project) {
        var id = Ids.plain(project.id());
        var view = extra(project.extra())
                .put("id", id)
                .put("name", project.name())
                .put("domain_id", project.domain())
                .put("description", project.description())
                .put("enabled", project.enabled())
                .put("parent_id", project.parent().map(Ids::plain).orElse(project.domain()))
                .put("is_domain", false);
        view.set("tags", texts(project.tags()));
        view.set("options", project.options());
        return link(request, view, "/projects/" + id);
    }

    static ObjectNode user(Request request, User user) {
        var id = Ids.plain(user.id());
        var view = extra(user.extra())
                .put("id", id)
                .put("name", user.name())
                .put("domain_id", user.domain())
                .put("enabled", user.enabled())
                .put("password_expires_at", expiry(user));
        user.defaultProject().ifPresent(p -> view.put("default_project_id", Ids.plain(p)));
        view.set("options", user.options());
        return link(request, view, "/users/" + id);
    }

    /// When the password expires, without a zone; null for never.
    static String expiry(User user) {
        return user.passwordExpiresAt().map(at -> time(at).replace("Z", "")).orElse(null);
    }

    static ObjectNode group(Request request, Group group) {
        var id = Ids.plain(group.id());
        var view = extra(group.extra())
                .put("id", id)
                .put("name", group.name())
                .put("domain_id", group.domain())
                .put("description", group.description());
        return link(request, view, "/groups/" + id);
    }

    static ObjectNode role(Request request, Role role) {
        var id = Ids.plain(role.id());
        var view = extra(role.extra())
                .put("id", id)
                .put("name", role.name())
                .put("domain_id", role.domain().orElse(null))
                .put("description", role.description().orElse(null));
        view.set("options", role.options());
        return link(request, view, "/roles/" + id);
    }

    static ObjectNode roleName(Request request, Role role) {
        var id = Ids.plain(role.id());
        return link(request, Json.object().put("id", id).put("name", role.name()), "/roles/" + id);
    }

    static ObjectNode service(Request request, Catalog.Service service) {
        var id = Ids.plain(service.id());
        var view =
                extra(service.extra()).put("id", id).put("type", service.type()).put("enabled", service.enabled());
        service.name().ifPresent(name -> view.put("name", name));
        service.description().ifPresent(text -> view.put("description", text));
        return link(request, view, "/services/" + id);
    }

    static ObjectNode endpoint(Request request, Catalog.Endpoint endpoint) {
        var id = Ids.plain(endpoint.id());
        var view = extra(endpoint.extra())
                .put("id", id)
                .put("interface", endpoint.face())
                .put("region", endpoint.region().orElse(null))
                .put("region_id", endpoint.region().orElse(null))
                .put("service_id", Ids.plain(endpoint.service()))
                .put("url", endpoint.url().replace("$(origin)s", request.origin()))
                .put("enabled", endpoint.enabled());
        return link(request, view, "/endpoints/" + id);
    }

    static ObjectNode region(Request request, Regions.Region region) {
        var view = extra(region.extra())
                .put("id", region.id())
                .put("description", region.description())
                .put("parent_region_id", region.parent().orElse(null));
        return link(request, view, "/regions/" + region.id());
    }

    static String id(Optional<UUID> id) {
        return id.map(Ids::plain).orElse(null);
    }

    static ObjectNode link(Request request, ObjectNode view, String path) {
        view.set("links", Json.object().put("self", self(request, path)));
        return view;
    }

    static JsonNode texts(List<String> texts) {
        var list = Json.array();
        texts.forEach(list::add);
        return list;
    }

    private static ObjectNode extra(JsonNode extra) {
        return (ObjectNode) extra.deepCopy();
    }
}
