package brume.e2e;

import brume.app.demo.OpenStack;
import brume.app.demo.Patience;
import brume.app.demo.Refused;
import brume.app.demo.Server;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Deletes, as an administrator, what a traveller made and never heard of: their names begin as all of its do.
final class Sweep {
    private static final String PREFIX = "demo-";

    private final OpenStack admin;

    Sweep(OpenStack admin) {
        this.admin = admin;
    }

    void strangers() {
        for (var server : list("compute", "/v2.1/servers?all_tenants=1", "servers"))
            new Server(admin, server.path("id").asString(), Patience.ordinary()).delete();
        var projects = list("identity", "/v3/projects", "projects").stream()
                .map(project -> project.path("id").asString())
                .toList();
        owned("floatingips", projects).forEach(each -> delete("network", "/v2.0/floatingips/", each));
        owned("routers", projects).forEach(this::router);
        owned("ports", projects).forEach(each -> delete("network", "/v2.0/ports/", each));
        owned("networks", projects).forEach(each -> delete("network", "/v2.0/networks/", each));
        owned("security-groups", projects).stream()
                .filter(group -> !group.path("name").asString().equals("default"))
                .forEach(each -> delete("network", "/v2.0/security-groups/", each));
        list("image", "/v2/images?limit=1000", "images").forEach(each -> delete("image", "/v2/images/", each));
        list("compute", "/v2.1/flavors?is_public=none", "flavors")
                .forEach(each -> delete("compute", "/v2.1/flavors/", each));
        list("identity", "/v3/users", "users").forEach(each -> delete("identity", "/v3/users/", each));
        list("identity", "/v3/projects", "projects").forEach(each -> delete("identity", "/v3/projects/", each));
    }

    private void router(JsonNode router) {
        var path = "/v2.0/routers/" + router.path("id").asString();
        var ports = admin.get(
                        "network", "/v2.0/ports?device_id=" + router.path("id").asString())
                .path("ports");
        for (var port : ports)
            if (port.path("device_owner").asString("").equals("network:router_interface"))
                admin.put(
                        "network",
                        path + "/remove_router_interface",
                        Map.of("port_id", port.path("id").asString()));
        admin.delete("network", path);
    }

    /// Things of the network service in projects.
    private List<JsonNode> owned(String kind, List<String> projects) {
        return admin.get("network", "/v2.0/" + kind)
                .path(kind.replace('-', '_'))
                .valueStream()
                .filter(each -> projects.contains(each.path("project_id").asString("")))
                .toList();
    }

    private List<JsonNode> list(String service, String path, String key) {
        return admin.get(service, path)
                .path(key)
                .valueStream()
                .filter(each -> each.path("name").asString("").startsWith(PREFIX))
                .toList();
    }

    private void delete(String service, String path, JsonNode each) {
        try {
            admin.delete(service, path + each.path("id").asString());
        } catch (Refused e) {
            if (e.status() != 404) throw e;
        }
    }
}
