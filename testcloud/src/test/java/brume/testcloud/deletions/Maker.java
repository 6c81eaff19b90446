package brume.testcloud.deletions;

import static org.awaitility.Awaitility.await;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.base.json.Json;
import brume.testcloud.TestCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// An ordinary client that makes one of each thing by the published APIs, and deletes it there.
final class Maker {
    private static final HttpClient HTTP = OpenStack.http();
    private static final Map<String, String> PLACES = Map.ofEntries(
            Map.entry("domain", "/identity/v3/domains/"),
            Map.entry("project", "/identity/v3/projects/"),
            Map.entry("user", "/identity/v3/users/"),
            Map.entry("group", "/identity/v3/groups/"),
            Map.entry("role", "/identity/v3/roles/"),
            Map.entry("region", "/identity/v3/regions/"),
            Map.entry("service", "/identity/v3/services/"),
            Map.entry("endpoint", "/identity/v3/endpoints/"),
            Map.entry("image", "/image/v2/images/"),
            Map.entry("metadef-namespace", "/image/v2/metadefs/namespaces/"),
            Map.entry("network", "/network/v2.0/networks/"),
            Map.entry("subnet", "/network/v2.0/subnets/"),
            Map.entry("subnet-pool", "/network/v2.0/subnetpools/"),
            Map.entry("port", "/network/v2.0/ports/"),
            Map.entry("router", "/network/v2.0/routers/"),
            Map.entry("floating-ip", "/network/v2.0/floatingips/"),
            Map.entry("security-group", "/network/v2.0/security-groups/"),
            Map.entry("security-group-rule", "/network/v2.0/security-group-rules/"),
            Map.entry("network-share", "/network/v2.0/rbac-policies/"),
            Map.entry("instance", "/compute/v2.1/servers/"),
            Map.entry("server-group", "/compute/v2.1/os-server-groups/"),
            Map.entry("flavor", "/compute/v2.1/flavors/"),
            Map.entry("key-pair", "/compute/v2.1/os-keypairs/"),
            Map.entry("host", "/compute/v2.1/os-services/"));

    private static int count;
    final OpenStack client;
    private final URI api;
    final String project;
    final String user;
    private Maker last;

    private Maker(URI api, OpenStack client) {
        this.api = api;
        this.client = client;
        project = client.session().project();
        user = client.session().user();
    }

    static Maker admin(TestCloud cloud) {
        return new Maker(
                cloud.api(),
                new OpenStack(
                        HTTP, Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin")));
    }

    static String name() {
        return "thing-" + ++count;
    }

    /// The same user in a new project, with a role there.
    Maker inNewProject() {
        var name = name();
        var made = make("/identity/v3/projects", "project", Map.of("name", name));
        grant(made, user, "admin");
        return new Maker(api, client.as("admin", TestCloud.PASSWORD, name));
    }

    /// A new user who is a member of a new project.
    Maker member() {
        var name = name();
        var made = make("/identity/v3/projects", "project", Map.of("name", name));
        grant(made, user(name), "member");
        last = new Maker(api, client.as(name, name, name));
        return last;
    }

    /// The member that was made last.
    Maker last() {
        return last;
    }

    String user(String name) {
        return make("/identity/v3/users", "user", Map.of("name", name, "password", name));
    }

    void grant(String project, String user, String role) {
        good("PUT", "/identity/v3/projects/" + project + "/users/" + user + "/roles/" + role(role), null);
    }

    String role(String name) {
        return good("GET", "/identity/v3/roles?name=" + name, null)
                .path("roles")
                .get(0)
                .path("id")
                .asString();
    }

    HttpResponse<String> send(String method, String path, Object body) {
        var bytes = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(Json.bytes(body));
        return send(method, path, bytes, "application/json");
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body, String type) {
        try {
            var request = HttpRequest.newBuilder(api.resolve(path))
                    .header("X-Auth-Token", client.session().token())
                    .header("Content-Type", type)
                    .header("OpenStack-API-Version", "compute 2.93")
                    .method(method, body);
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    JsonNode good(String method, String path, Object body) {
        var answer = send(method, path, body);
        if (answer.statusCode() >= 300) {
            throw new AssertionError(method + " " + path + " " + body + ": " + answer.statusCode() + answer.body());
        }
        return answer.body().isBlank() ? Json.object() : Json.read(answer.body());
    }

    /// @return its id
    String make(String path, String word, Map<String, ?> attributes) {
        return good("POST", path, Map.of(word, attributes))
                .path(word)
                .path("id")
                .asString();
    }

    HttpResponse<String> delete(String kind, String id) {
        return send("DELETE", PLACES.get(kind) + id, null);
    }

    HttpResponse<String> tree(String kind, String id) {
        return send("GET", "/admin/holds/" + kind + "/" + id, null);
    }

    String network() {
        return make("/network/v2.0/networks", "network", Map.of("name", name()));
    }

    String external() {
        var id = make("/network/v2.0/networks", "network", Map.of("name", name(), "router:external", true));
        subnet(id, "198.51.100.0/24", Map.of("enable_dhcp", false));
        return id;
    }

    String subnet(String network, String cidr, Map<String, ?> more) {
        var all = new HashMap<String, Object>(more);
        all.put("network_id", network);
        all.put("cidr", cidr);
        all.put("ip_version", cidr.contains(":") ? 6 : 4);
        return make("/network/v2.0/subnets", "subnet", all);
    }

    String subnet(String network) {
        return subnet(network, "10.9.0.0/24", Map.of());
    }

    String port(String network) {
        return port(network, Map.of());
    }

    String port(String network, Map<String, ?> more) {
        var all = new HashMap<String, Object>(more);
        all.put("network_id", network);
        return make("/network/v2.0/ports", "port", all);
    }

    String group() {
        return make("/network/v2.0/security-groups", "security_group", Map.of("name", name()));
    }

    String rule(String group, Map<String, ?> more) {
        var all = new HashMap<String, Object>(more);
        all.put("security_group_id", group);
        all.put("direction", "ingress");
        return make("/network/v2.0/security-group-rules", "security_group_rule", all);
    }

    /// @param gateway an external network, or nothing
    String router(String gateway) {
        var outside = gateway.isEmpty() ? Map.of() : Map.of("network_id", gateway);
        return make("/network/v2.0/routers", "router", Map.of("name", name(), "external_gateway_info", outside));
    }

    void leg(String router, String subnet) {
        good("PUT", "/network/v2.0/routers/" + router + "/add_router_interface", Map.of("subnet_id", subnet));
    }

    String portOf(String device) {
        return good("GET", "/network/v2.0/ports?device_id=" + device, null)
                .path("ports")
                .get(0)
                .path("id")
                .asString();
    }

    String floating(String external, Map<String, ?> more) {
        var all = new HashMap<String, Object>(more);
        all.put("floating_network_id", external);
        return make("/network/v2.0/floatingips", "floatingip", all);
    }

    /// A way in to a port: network, subnet, router, and an address outside that leads to the port.
    record Way(String external, String router, String port, String floating) {}

    Way way() {
        var outside = external();
        var inside = network();
        var subnet = subnet(inside);
        var router = router(outside);
        leg(router, subnet);
        var port = port(inside);
        return new Way(outside, router, port, floating(outside, Map.of("port_id", port)));
    }

    String share(String network, String project, String action) {
        var about = Map.of("object_type", "network", "object_id", network, "action", action, "target_tenant", project);
        return make("/network/v2.0/rbac-policies", "rbac_policy", about);
    }

    String image(Map<String, ?> more) {
        var all = new HashMap<String, Object>(more);
        all.put("name", name());
        all.put("disk_format", "raw");
        all.put("container_format", "bare");
        var id = good("POST", "/image/v2/images", all).path("id").asString();
        var bytes = BodyPublishers.ofByteArray(new byte[4096]);
        send("PUT", "/image/v2/images/" + id + "/file", bytes, "application/octet-stream");
        return id;
    }

    String instance(String image, Object networks) {
        return instance(image, "42", networks, Map.of());
    }

    String instance(String image, String flavor, Object networks, Map<String, ?> hints) {
        var server = Map.of("name", name(), "imageRef", image, "flavorRef", flavor, "networks", networks);
        var id = good("POST", "/compute/v2.1/servers", Map.of("server", server, "os:scheduler_hints", hints))
                .path("server")
                .path("id")
                .asString();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> good("GET", "/compute/v2.1/servers/" + id, null)
                        .path("server")
                        .path("status")
                        .asString()
                        .equals("ACTIVE"));
        return id;
    }
}
