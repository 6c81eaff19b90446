package brume.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// Makes and deletes servers of the smallest kind on a network of its own.
final class Servers {
    private static final int TRIES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Api api;
    private final String mark;
    private String networkId = "";
    private String imageId = "";
    private String flavorId = "";

    private Servers(Api api, String mark) {
        this.api = api;
        this.mark = mark;
    }

    /// In a cloud of ours, where nobody else has any.
    static Servers of(Api api) {
        return new Servers(api, "");
    }

    /// In any cloud: what is made has a mark in its name that nobody else's has, and only what has it is deleted.
    static Servers asGuest(Api api) {
        return new Servers(api, "brume-bench-" + UUID.randomUUID().toString().substring(0, 8) + "-");
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

    /// Before the first server, in any cloud: the smallest image that is there.
    void prepareAsGuest() throws IOException, InterruptedException {
        choose("/image/v2/images?status=active&limit=1000");
        network();
    }

    private void network() throws IOException, InterruptedException {
        networkId = api.post("/network/v2.0/networks", Map.of("network", Map.of("name", mark + "network")))
                .get("network")
                .get("id")
                .stringValue();
        api.post(
                "/network/v2.0/subnets",
                Map.of("subnet", Map.of("network_id", networkId, "cidr", "10.64.0.0/16", "ip_version", 4)));
    }

    private void choose(String images) throws IOException, InterruptedException {
        var image = least(api.get(images).get("images"), "size", "image that is active", any -> true);
        imageId = image.get("id").stringValue();
        var flavors = api.get("/compute/v2.1/flavors/detail").get("flavors");
        flavorId = least(flavors, "ram", "flavor with room for the image " + imageId, one -> holds(one, image))
                .get("id")
                .stringValue();
    }

    private static boolean holds(JsonNode flavor, JsonNode image) {
        return flavor.path("ram").asLong() >= image.path("min_ram").asLong(0)
                && flavor.path("disk").asLong() >= image.path("min_disk").asLong(0);
    }

    /// The one whose `attribute` is the least.
    private static JsonNode least(JsonNode all, String attribute, String kind, Predicate<JsonNode> good) {
        return StreamSupport.stream(all.spliterator(), false)
                .filter(good)
                .min(Comparator.comparingLong(one -> one.path(attribute).asLong(Long.MAX_VALUE)))
                .orElseThrow(() -> new IllegalStateException("there is no " + kind));
    }

    /// What the names of all that is made begin with.
    String mark() {
        return mark;
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
                                        mark + name,
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
                count + " ACTIVE servers named " + mark + prefix,
                () -> named(prefix, "status=ACTIVE&").size() == count);
    }

    /// @param more of the query
    private List<String> named(String prefix, String more) throws IOException, InterruptedException {
        var path = "/compute/v2.1/servers?" + more + "limit=1000&name=%5E" + mark + prefix;
        return StreamSupport.stream(api.get(path).get("servers").spliterator(), false)
                // Not every cloud takes the filter for what it is.
                .filter(server -> server.get("name").stringValue().startsWith(mark + prefix))
                .map(server -> server.get("id").stringValue())
                .toList();
    }

    /// Deletes those whose names begin so, and waits until they are gone.
    void wipe(String prefix) throws Exception {
        delete("/compute/v2.1/servers/", named(prefix, ""));
        Prompt.until("end of " + mark + prefix, () -> named(prefix, "").isEmpty());
    }

    /// Deletes all ports of the network that no server has.
    void wipePorts() throws Exception {
        for (var ports = ports(); !ports.isEmpty(); ports = ports()) delete("/network/v2.0/ports/", ports);
    }

    private List<String> ports() throws IOException, InterruptedException {
        var path = "/network/v2.0/ports?limit=1000&device_id=&network_id=" + networkId;
        return StreamSupport.stream(api.get(path).get("ports").spliterator(), false)
                .map(port -> port.get("id").stringValue())
                .toList();
    }

    /// As a guest: deletes all that was made. What was still being asked for when the work was interrupted may come to
    /// be only now.
    void end() throws Exception {
        if (networkId.isEmpty()) return;
        for (int left = TRIES; ; left--) {
            wipe("");
            wipePorts();
            try {
                api.delete("/network/v2.0/networks/" + networkId);
                return;
            } catch (IllegalStateException e) {
                if (left == 1) throw e;
                Thread.sleep(PAUSE);
            }
        }
    }

    private void delete(String path, List<String> ids) throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var deletes = new ArrayList<Callable<String>>();
            for (var id : ids) {
                deletes.add(() -> {
                    api.delete(path + id);
                    return id;
                });
            }
            for (var each : threads.invokeAll(deletes)) each.get();
        }
    }
}
