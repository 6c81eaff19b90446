package brume.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// Makes and deletes servers of the smallest kind on a network of its own.
final class Servers {
    private final Api api;
    private String networkId = "";
    private String imageId = "";
    private String flavorId = "";

    Servers(Api api) {
        this.api = api;
    }

    /// Before the first server, in a cloud of ours: no quotas, and the image that it begins with.
    void prepare() throws IOException, InterruptedException {
        api.put(
                "/compute/v2.1/os-quota-sets/" + api.project(),
                Map.of("quota_set", Map.of("instances", -1, "cores", -1, "ram", -1)));
        api.put("/network/v2.0/quotas/" + api.project(), Map.of("quota", Map.of("port", -1)));
        network();
        choose("/image/v2/images?name=mini");
    }

    /// In any cloud: the smallest image that is there.
    void prepareAsGuest() throws IOException, InterruptedException {
        network();
        choose("/image/v2/images?status=active&limit=1000");
    }

    private void network() throws IOException, InterruptedException {
        networkId = api.post("/network/v2.0/networks", Map.of("network", Map.of("name", "brume-bench")))
                .get("network")
                .get("id")
                .stringValue();
        api.post(
                "/network/v2.0/subnets",
                Map.of("subnet", Map.of("network_id", networkId, "cidr", "10.64.0.0/16", "ip_version", 4)));
    }

    private void choose(String images) throws IOException, InterruptedException {
        imageId = least(api.get(images).get("images"), "size");
        flavorId = least(api.get("/compute/v2.1/flavors/detail").get("flavors"), "ram");
    }

    private static String least(JsonNode all, String attribute) {
        return StreamSupport.stream(all.spliterator(), false)
                .min(Comparator.comparingLong(one -> one.path(attribute).asLong(Long.MAX_VALUE)))
                .orElseThrow(() -> new IllegalStateException("nothing has a " + attribute))
                .get("id")
                .stringValue();
    }

    String networkId() {
        return networkId;
    }

    String create(String name, int count) throws IOException, InterruptedException {
        return api.post(
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
    void active(String prefix, int count) throws InterruptedException {
        Prompt.until(
                count + " ACTIVE servers named " + prefix,
                () -> api.get("/compute/v2.1/servers?status=ACTIVE&limit=1000&name=%5E" + prefix)
                                .get("servers")
                                .size()
                        == count);
    }

    private JsonNode named(String prefix) throws IOException, InterruptedException {
        return api.get("/compute/v2.1/servers?limit=1000&name=%5E" + prefix).get("servers");
    }

    /// Deletes those whose names begin so, and waits until they are gone.
    void wipe(String prefix) throws Exception {
        delete("/compute/v2.1/servers/", named(prefix));
        Prompt.until("end of " + prefix, () -> named(prefix).isEmpty());
    }

    /// Deletes all ports of the network that no server has.
    void wipePorts() throws Exception {
        var path = "/network/v2.0/ports?limit=1000&device_id=&network_id=" + networkId;
        for (var ports = api.get(path).get("ports");
                !ports.isEmpty();
                ports = api.get(path).get("ports")) {
            delete("/network/v2.0/ports/", ports);
        }
    }

    /// Deletes the network, which nothing is on any more.
    void end() throws IOException, InterruptedException {
        api.delete("/network/v2.0/networks/" + networkId);
    }

    private void delete(String path, JsonNode all) throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var deletes = new ArrayList<Callable<String>>();
            for (var one : all) {
                var id = one.get("id").stringValue();
                deletes.add(() -> {
                    api.delete(path + id);
                    return id;
                });
            }
            for (var each : threads.invokeAll(deletes)) each.get();
        }
    }
}
