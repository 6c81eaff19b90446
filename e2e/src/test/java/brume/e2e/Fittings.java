package brume.e2e;

import brume.app.demo.OpenStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// What an operator gives a fresh cloud, made by its APIs: the external network, flavors, images. What is there already
/// is kept.
public final class Fittings {
    /// A blank disk: simulated guests do not read it.
    private static final int IMAGE_BYTES = 16 << 20;

    private final OpenStack admin;

    public Fittings(OpenStack admin) {
        this.admin = admin;
    }

    /// The external network `public`.
    ///
    /// @return its id
    public String external() {
        var there = admin.get("network", "/v2.0/networks?name=public").path("networks");
        if (!there.isEmpty()) return there.get(0).path("id").asString();
        var body = Map.of("name", "public", "router:external", true);
        var id = admin.post("network", "/v2.0/networks", Map.of("network", body))
                .path("network")
                .path("id")
                .asString();
        var subnet = Map.of(
                "network_id",
                id,
                "cidr",
                "172.24.4.0/24",
                "gateway_ip",
                "172.24.4.1",
                "ip_version",
                4,
                "enable_dhcp",
                false);
        admin.post("network", "/v2.0/subnets", Map.of("subnet", subnet));
        return id;
    }

    /// @param id chosen by us
    public String flavor(String name, String id, int memoryMiB, int vcpus) {
        if (admin.find("compute", "/v2.1/flavors/" + id).isPresent()) return id;
        var body = Map.of("name", name, "id", id, "ram", memoryMiB, "vcpus", vcpus, "disk", 1);
        admin.post("compute", "/v2.1/flavors", Map.of("flavor", body));
        return id;
    }

    /// A public image of nothing.
    ///
    /// @return its id
    public String image(String name) {
        try {
            var file = Files.createTempFile("brume-blank-", ".raw");
            try {
                Files.write(file, new byte[IMAGE_BYTES]);
                return image(name, new GuestDisk(file, "raw", "any"));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A public image of that disk.
    ///
    /// @return its id
    private String image(String name, GuestDisk disk) {
        var there = admin.get("image", "/v2/images?name=" + name).path("images");
        if (!there.isEmpty()) return there.get(0).path("id").asString();
        var body = Map.of(
                "name",
                name,
                "disk_format",
                disk.format(),
                "container_format",
                "bare",
                "visibility",
                "public",
                "img_hv_type",
                disk.hypervisor());
        var id = admin.post("image", "/v2/images", body).path("id").asString();
        admin.upload("image", "/v2/images/" + id + "/file", disk.file());
        return id;
    }

    /// Aliases of the network API's extensions, with commas between them.
    public String extensions() {
        return StreamSupport.stream(
                        admin.get("network", "/v2.0/extensions")
                                .path("extensions")
                                .spliterator(),
                        false)
                .map((JsonNode extension) -> extension.path("alias").asString())
                .sorted()
                .collect(Collectors.joining(","));
    }

    /// All that a conformance run names, by the names that its configuration has for them. What a service that is not
    /// in the catalog would hold is `none`.
    public Map<String, String> all() {
        return all(this::image, false);
    }

    /// The same for guests that boot: they have that disk, and are logged in to.
    public Map<String, String> all(GuestDisk disk) {
        return all(name -> image(name, disk), true);
    }

    private Map<String, String> all(UnaryOperator<String> image, boolean guests) {
        var services = admin.session().endpoints();
        var fittings = new HashMap<String, String>();
        boolean compute = services.containsKey("compute");
        fittings.put("flavor", compute ? flavor("conformance.nano", "cf42", 128, 1) : "none");
        fittings.put("flavorAlt", compute ? flavor("conformance.micro", "cf84", 192, 2) : "none");
        boolean images = services.containsKey("image");
        fittings.put("image", images ? image.apply("conformance-image") : "none");
        fittings.put("imageAlt", images ? image.apply("conformance-image-alt") : "none");
        boolean network = services.containsKey("network");
        fittings.put("external", network ? external() : "none");
        fittings.put("extensions", network ? extensions() : "none");
        fittings.put("guests", guests ? "True" : "False");
        return Map.copyOf(fittings);
    }
}
