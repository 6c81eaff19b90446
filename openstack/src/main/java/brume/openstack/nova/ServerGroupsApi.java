package brume.openstack.nova;

import static brume.openstack.nova.NovaDialect.caller;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.http.Response;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.base.shape.Versions;
import brume.cloud.compute.ComputeActions;
import brume.cloud.compute.ServerGroup;
import brume.cloud.compute.ServerGroups;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/os-server-groups`: one policy each; a list of one below 2.64.
final class ServerGroupsApi {
    private static final Shape NAME = Shape.text("(?s)\\S(.*\\S)?", 255, "a name without spaces around it");
    private static final Shape CREATE = Shape.closed()
            .need(
                    "server_group",
                    Shape.closed()
                            .need("name", NAME)
                            .need(
                                    "policies",
                                    new Shape.Many(Shape.oneOf("anti-affinity", "affinity"), 1, 1, true),
                                    Versions.until(2, 14))
                            .need(
                                    "policies",
                                    new Shape.Many(
                                            Shape.oneOf(
                                                    "anti-affinity", "affinity", "soft-anti-affinity", "soft-affinity"),
                                            1,
                                            1,
                                            true),
                                    Versions.between(2, 15, 63))
                            .need(
                                    "policy",
                                    Shape.oneOf("anti-affinity", "affinity", "soft-anti-affinity", "soft-affinity"),
                                    Versions.since(2, 64))
                            .with(
                                    "rules",
                                    Shape.closed().with("max_server_per_host", Shape.whole(1, 1_000_000)),
                                    Versions.since(2, 64)));

    private static final Shape.Fields LIST = Shape.open()
            .with("all_projects", Pages.ANY_TEXT)
            .with("limit", Pages.ANY_NUMBER)
            .with("offset", Pages.ANY_NUMBER);

    private final ServerGroups groups;

    ServerGroupsApi(ServerGroups groups) {
        this.groups = groups;
    }

    void routes(RouteTable table) {
        var one = "/os-server-groups/{group:server-group}";
        table.add("GET", "/os-server-groups", ComputeActions.GROUPS_SHOW, this::list, r -> r.query(LIST));
        table.add("POST", "/os-server-groups", ComputeActions.GROUPS_MANAGE, this::create, r -> r.body(CREATE));
        table.add("GET", one, ComputeActions.GROUPS_SHOW, this::show);
        table.add("DELETE", one, ComputeActions.GROUPS_MANAGE, this::delete);
    }

    private static Map<String, Object> view(Request request, ServerGroup group) {
        var version = request.version();
        var view = new LinkedHashMap<String, Object>();
        view.put("id", group.id());
        view.put("name", group.name());
        view.put("members", group.members());
        if (version.atLeast(2, 64)) {
            view.put("policy", group.policy().word());
            view.put(
                    "rules",
                    group.most()
                            .<Map<String, Object>>map(most -> Map.of("max_server_per_host", most))
                            .orElse(Map.of()));
        } else {
            view.put("policies", List.of(group.policy().word()));
            view.put("metadata", Map.of());
        }
        if (version.atLeast(2, 13)) {
            view.put("project_id", Ids.plain(group.project()));
            view.put("user_id", group.owner().map(Ids::plain).orElse(""));
        }
        return view;
    }

    private Response list(Request request) {
        boolean all = request.query().has("all_projects") && caller(request).admin();
        int limit = Pages.limit(request.query(), 1000);
        var found = groups.list(caller(request), all, limit, Pages.offset(request.query()));
        return Response.json(
                200,
                Map.of(
                        "server_groups",
                        found.stream().map(group -> view(request, group)).toList()));
    }

    private Response create(Request request) {
        var asked = request.json().get("server_group");
        var word = asked.has("policy")
                ? asked.get("policy").stringValue()
                : asked.get("policies").get(0).stringValue();
        var policy = ServerGroup.Policy.of(word).orElseThrow();
        var most = Optional.ofNullable(asked.path("rules").get("max_server_per_host"))
                .map(node -> Integer.parseInt(node.asString().strip()));
        if (most.isPresent() && policy != ServerGroup.Policy.ANTI_AFFINITY) {
            throw new CloudFault.Invalid("Only anti-affinity policy supports rules.");
        }
        var group = groups.create(caller(request), asked.get("name").stringValue(), policy, most);
        return Response.json(200, Map.of("server_group", view(request, group)));
    }

    private Response show(Request request) {
        var group = groups.find(caller(request), request.uuid("group", "Instance group"));
        return Response.json(200, Map.of("server_group", view(request, group)));
    }

    private Response delete(Request request) {
        groups.delete(caller(request), request.uuid("group", "Instance group"));
        return Response.empty(204);
    }
}
