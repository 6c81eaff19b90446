package brume.testcloud.counted;

import brume.base.json.Json;
import brume.testcloud.TestCloud;
import brume.testcloud.counted.Wire.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A cloud with fifty and more of each thing that is listed.
///
/// @param server  the id of one of them
/// @param network where new ports go
record Scene(TestCloud cloud, Wire wire, String server, String network, String image) {
    static final int MANY = 50;
    private static final int SERVERS = 100;
    private static final String FLAVOR = "counted-0";
    private static final Duration UP = Duration.ofSeconds(5);

    static Scene set(TestCloud cloud, Wire wire) {
        var project = wire.get("/identity/v3/auth/tokens")
                .json()
                .get("token")
                .get("project")
                .get("id")
                .stringValue();
        wire.send(
                "PUT",
                "/compute/v2.1/os-quota-sets/" + project,
                Json.text(Map.of("quota_set", Map.of("instances", -1, "cores", -1, "ram", -1))),
                200);
        wire.send(
                "PUT",
                "/network/v2.0/quotas/" + project,
                Json.text(Map.of("quota", Map.of("port", -1, "network", -1, "subnet", -1))),
                200);
        for (int i = 0; i < MANY; i++) {
            make(wire, "/compute/v2.1/flavors", "flavor", 200, flavor(i));
            wire.send("POST", "/image/v2/images", Json.text(Map.of("name", "image-" + i)), 201);
            make(wire, "/network/v2.0/networks", "network", 201, Map.of("name", "network-" + i));
        }
        var network = make(wire, "/network/v2.0/networks", "network", 201, Map.of("name", "inside"));
        make(
                wire,
                "/network/v2.0/subnets",
                "subnet",
                201,
                Map.of("network_id", network, "cidr", "10.1.0.0/16", "ip_version", 4));
        var scene = new Scene(cloud, wire, "", network, image(wire));
        var server = scene.servers(SERVERS).json().get("server").get("id").stringValue();
        scene.up();
        cloud.sql().update("analyze");
        return new Scene(cloud, wire, server, network, scene.image);
    }

    /// The same, asked over another connection.
    Scene over(Wire other) {
        return new Scene(cloud, other, server, network, image);
    }

    private static Map<String, Object> flavor(int number) {
        var name = "counted-" + number;
        return Map.of("id", name, "name", name, "vcpus", 1, "ram", 64, "disk", 1);
    }

    private static String image(Wire wire) {
        var id = wire.send(
                        "POST",
                        "/image/v2/images",
                        "{\"name\": \"zeros\", \"disk_format\": \"raw\", \"container_format\": \"bare\"}",
                        201)
                .json()
                .get("id")
                .stringValue();
        wire.send("PUT", "/image/v2/images/" + id + "/file", "application/octet-stream", new byte[4096], 204);
        return id;
    }

    private static Answer post(Wire wire, String path, String kind, int status, Map<String, ?> attributes) {
        return wire.send("POST", path, Json.text(Map.of(kind, attributes)), status);
    }

    private static String make(Wire wire, String path, String kind, int status, Map<String, ?> attributes) {
        return post(wire, path, kind, status, attributes)
                .json()
                .get(kind)
                .get("id")
                .stringValue();
    }

    private Answer servers(int count) {
        return post(
                wire,
                "/compute/v2.1/servers",
                "server",
                202,
                Map.of(
                        "name", "some",
                        "imageRef", image,
                        "flavorRef", FLAVOR,
                        "networks", List.of(Map.of("uuid", network)),
                        "min_count", count,
                        "max_count", count));
    }

    /// Asks for one server.
    ///
    /// @return the length of the answer
    int create() {
        return servers(1).body().length;
    }

    /// Asks for one, and waits until it is ACTIVE.
    int createUp() {
        int length = create();
        up();
        return length;
    }

    private void up() {
        cloud.pass(UP);
        if (!wire.get("/compute/v2.1/servers?status=BUILD")
                .json()
                .get("servers")
                .isEmpty()) {
            throw new AssertionError("servers are not up");
        }
    }

    int createPort() {
        return post(wire, "/network/v2.0/ports", "port", 201, Map.of("network_id", network))
                .body()
                .length;
    }

    int login() {
        return wire.send("POST", "/identity/v3/auth/tokens", Wire.login(), 201).body().length;
    }
}
