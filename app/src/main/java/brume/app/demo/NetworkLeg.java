package brume.app.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A network of the user's own behind a router to the world, and a security group that lets pings and SSH in.
final class NetworkLeg {
    private static final String CIDR = "10.77.0.0/24";

    private final Journey journey;
    private final OpenStack client;

    NetworkLeg(Journey journey, OpenStack client) {
        this.journey = journey;
        this.client = client;
    }

    /// @param external the network that floating addresses come from
    record Wires(String network, String subnet, String router, String external, String group) {}

    Wires go() {
        var road = journey.road();
        var network = road.step("network", () -> make("network", Map.of("name", journey.name("net"))));
        var subnet = road.step(
                "subnet " + CIDR,
                () -> make(
                        "subnet",
                        Map.of("name", journey.name("subnet"), "network_id", network, "cidr", CIDR, "ip_version", 4),
                        "network"));
        var external = road.step("the way out", () -> {
            var found =
                    client.get("network", "/v2.0/networks?router:external=true").path("networks");
            if (found.isEmpty()) throw new IllegalStateException("the cloud has no external network");
            return new External(
                    found.get(0).path("id").asString(),
                    found.get(0).path("name").asString());
        });
        var router = road.step("router with a gateway", () -> router(external));
        road.step("the subnet's place at the router", () -> plug(router, subnet));
        var group = road.step("security group", () -> make("security_group", Map.of("name", journey.name("group"))));
        road.step("rule: pings may come in", () -> rule(group, Map.of("protocol", "icmp")));
        road.step(
                "rule: SSH may come in",
                () -> rule(group, Map.of("protocol", "tcp", "port_range_min", 22, "port_range_max", 22)));
        return new Wires(network, subnet, router, external.id, group);
    }

    private record External(String id, String name) {
        @Override
        public String toString() {
            return name;
        }
    }

    private String router(External external) {
        var id = make(
                "router",
                Map.of(
                        "name", journey.name("router"),
                        "external_gateway_info", Map.of("network_id", external.id)));
        var gateway = client.get("network", "/v2.0/routers/" + id)
                .path("router")
                .path("external_gateway_info")
                .path("external_fixed_ips");
        if (gateway.isEmpty()) throw new IllegalStateException("the router got no address outside");
        return id;
    }

    private String plug(String router, String subnet) {
        var path = "/v2.0/routers/" + router;
        var body = Map.of("subnet_id", subnet);
        var port = client.put("network", path + "/add_router_interface", body)
                .path("port_id")
                .asString();
        journey.made()
                .add(
                        "router interface",
                        () -> client.find("network", "/v2.0/ports/" + port).isPresent(),
                        () -> client.put("network", path + "/remove_router_interface", body),
                        "router",
                        "subnet");
        return "port " + port;
    }

    private String rule(String group, Map<String, ?> what) {
        var body = new java.util.HashMap<String, Object>(what);
        body.put("security_group_id", group);
        body.put("direction", "ingress");
        body.put("ethertype", "IPv4");
        return make("security_group_rule", body, "security_group");
    }

    /// Makes a thing whose name in the API is `kind`.
    private String make(String kind, Map<String, ?> body, String... on) {
        var path = "/v2.0/" + kind.replace('_', '-') + "s";
        JsonNode made = client.post("network", path, Map.of(kind, body)).path(kind);
        var id = made.path("id").asString();
        var below = new ArrayList<>(List.of(on));
        below.add("user");
        var name = kind.equals("security_group_rule")
                ? "rule " + made.path("protocol").asString()
                : kind;
        journey.made().add(name, client, "network", path + "/" + id, below.toArray(String[]::new));
        return id;
    }
}
