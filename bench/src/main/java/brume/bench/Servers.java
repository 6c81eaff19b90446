package brume.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// Makes and deletes servers of the smallest kind on a network of its own.
final class Servers {
    private final BenchCloud cloud;
    private String networkId = "";
    private String imageId = "";
    private String flavorId = "";

    Servers(BenchCloud cloud) {
        this.cloud = cloud;
    }

    /// Before the first server: a network, and no quotas.
    void prepare() throws IOException, InterruptedException {
        cloud.put(
                "/compute/v2.1/os-quota-sets/" + cloud.project(),
                Map.of("quota_set", Map.of("instances", -1, "cores", -1, "ram", -1)));
        cloud.put("/network/v2.0/quotas/" + cloud.project(), Map.of("quota", Map.of("port", -1)));
        var network = cloud.post("/network/v2.0/networks", Map.of("network", Map.of("name", "bench")))
                .get("network")
                .get("id")
                .stringValue();
        cloud.post(
                "/network/v2.0/subnets",
                Map.of("subnet", Map.of("network_id", network, "cidr", "10.64.0.0/16", "ip_version", 4)));
        networkId = network;
        imageId = cloud.get("/image/v2/images?name=mini")
                .get("images")
                .get(0)
                .get("id")
                .stringValue();
        for (var flavor : cloud.get("/compute/v2.1/flavors").get("flavors")) {
            if (flavor.get("name").stringValue().equals("m1.nano"))
                flavorId = flavor.get("id").stringValue();
        }
    }

    String create(String name, int count) throws IOException, InterruptedException {
        return cloud.post(
                        "/compute/v2.1/servers",
                        Map.of(
                                "server",
                                Map.of(
                                        "name",
                                        name,
                                        "imageRef",
                                        imageId,
                                        "flavorRef",
                                        flavorId,
                                        "networks",
                                        List.of(Map.of("uuid", networkId)),
                                        "min_count",
                                        count,
                                        "max_count",
                                        count)))
                .get("server")
                .get("id")
                .stringValue();
    }

    /// Waits until so many servers whose names begin so are ACTIVE.
    void active(String prefix, int count) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (System.nanoTime() < end) {
            int there = cloud.get("/compute/v2.1/servers?status=ACTIVE&limit=1000&name=%5E" + prefix)
                    .get("servers")
                    .size();
            if (there == count) return;
            Thread.sleep(20);
        }
        throw new IllegalStateException(count + " of " + prefix + " did not become ACTIVE");
    }

    /// Deletes those whose names begin so, and waits until they are gone.
    void wipe(String prefix) throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var all = new ArrayList<Callable<UUID>>();
            for (var server : cloud.get("/compute/v2.1/servers?limit=1000&name=%5E" + prefix)
                    .get("servers")) {
                var id = server.get("id").stringValue();
                all.add(() -> {
                    cloud.delete("/compute/v2.1/servers/" + id);
                    return UUID.fromString(id);
                });
            }
            for (var each : threads.invokeAll(all)) each.get();
        }
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!cloud.get("/compute/v2.1/servers?limit=1&name=%5E" + prefix)
                .get("servers")
                .isEmpty()) {
            if (System.nanoTime() > end) throw new IllegalStateException(prefix + " was not deleted");
            Thread.sleep(20);
        }
    }
}
