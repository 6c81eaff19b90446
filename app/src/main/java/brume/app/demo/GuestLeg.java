package brume.app.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A flavor and an instance of it, until it is active and its console speaks.
final class GuestLeg {
    private final Journey journey;
    private final OpenStack client;

    GuestLeg(Journey journey, OpenStack client) {
        this.journey = journey;
        this.client = client;
    }

    Server go(String key, String image, NetworkLeg.Wires wires) {
        var road = journey.road();
        var admin = journey.admin();
        var flavor = road.step("flavor of 128 MiB", () -> {
            var body = Map.of(
                    "flavor", Map.of("name", journey.name("flavor"), "ram", 128, "vcpus", 1, "disk", 1, "id", "auto"));
            return admin.post("compute", "/v2.1/flavors", body)
                    .path("flavor")
                    .path("id")
                    .asString();
        });
        journey.made().add("flavor", admin, "compute", "/v2.1/flavors/" + flavor);
        var server =
                new Server(client, road.step("instance", () -> create(key, image, flavor, wires)), journey.patience());
        journey.made()
                .add(
                        "instance",
                        server::seen,
                        server::delete,
                        "user",
                        "network",
                        "subnet",
                        "router interface",
                        "security_group",
                        "rule icmp",
                        "rule tcp");
        road.step("it becomes ACTIVE", () -> {
            server.becomes("ACTIVE");
            return "ACTIVE at " + server.address();
        });
        road.step("its console", () -> console(server));
        return server;
    }

    private String create(String key, String image, String flavor, NetworkLeg.Wires wires) {
        var body = Map.of(
                "server",
                Map.of(
                        "name",
                        journey.name("vm"),
                        "flavorRef",
                        flavor,
                        "imageRef",
                        image,
                        "key_name",
                        key,
                        "security_groups",
                        List.of(Map.of("name", journey.name("group"))),
                        "networks",
                        List.of(Map.of("uuid", wires.network()))));
        return client.post("compute", "/v2.1/servers", body)
                .path("server")
                .path("id")
                .asString();
    }

    private String console(Server server) {
        Duration limit = journey.patience().boot();
        Wait.untilTrue(limit, "a word on the console", () -> !server.console().isBlank());
        var lines = server.console().lines().filter(line -> !line.isBlank()).toList();
        journey.road()
                .say(lines.stream()
                        .skip(Math.max(0, lines.size() - 3))
                        .map(line -> "\n        | " + line.strip())
                        .collect(Collectors.joining()));
        return lines.size() + " lines";
    }
}
