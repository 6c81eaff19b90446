package brume.torture;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What a project uses, as its quotas say, against its own lists counted.
final class Recount {
    private static final Map<String, Kind> NETWORK = Map.of(
            "network",
            Kind.NETWORK,
            "subnet",
            Kind.SUBNET,
            "port",
            Kind.PORT,
            "router",
            Kind.ROUTER,
            "floatingip",
            Kind.FLOATING_IP,
            "security_group",
            Kind.GROUP,
            "security_group_rule",
            Kind.RULE);

    private final Client client;
    private final Violations violations;

    Recount(Client client, Violations violations) {
        this.client = client;
        this.violations = violations;
    }

    void look() {
        var project = client.door().project();
        var used = client.door()
                .get("network", "/v2.0/quotas/" + project + "/details")
                .body()
                .path("quota");
        NETWORK.forEach((word, kind) -> {
            long counted = client.list(kind).orElse(List.of()).stream()
                    .filter(row -> row.path("project_id").asString("").equals(project))
                    .count();
            same(word, used.path(word).path("used").asLong(-1), counted);
        });
        var limits = client.door()
                .get("compute", "/v2.1/limits")
                .body()
                .path("limits")
                .path("absolute");
        var servers = client.list(Kind.SERVER).orElse(List.of());
        same("instances", limits.path("totalInstancesUsed").asLong(-1), servers.size());
        same("cores", limits.path("totalCoresUsed").asLong(-1), sum(servers, "vcpus"));
        same("memory", limits.path("totalRAMUsed").asLong(-1), sum(servers, "ram"));
    }

    private static long sum(List<JsonNode> servers, String what) {
        return servers.stream()
                .mapToLong(server -> server.path("flavor").path(what).asLong())
                .sum();
    }

    private void same(String what, long used, long counted) {
        if (used != counted)
            violations.add(
                    "%s: the quota of %s says %s, and there are %s".formatted(client.name(), what, used, counted));
    }
}
