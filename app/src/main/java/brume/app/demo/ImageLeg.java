package brume.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// An image of the user's own: the cloud's `mini`, fetched and uploaded again.
final class ImageLeg {
    /// What an image may tell us that is not for telling again.
    private static final List<String> TAKEN = List.of("disk_format", "container_format", "min_disk", "min_ram");

    private static final int BLANK_BYTES = 1 << 20;

    private final Journey journey;
    private final OpenStack client;

    ImageLeg(Journey journey, OpenStack client) {
        this.journey = journey;
        this.client = client;
    }

    /// @return the image's id
    String go() {
        var file = journey.folder().resolve("image");
        var model = journey.road().step("image mini, fetched", () -> {
            var found = fetch(file);
            return new Fetched(found, Files.size(file));
        });
        var id = journey.road().step("image, declared", () -> declare(model.image()));
        journey.made().add("image", client, "image", "/v2/images/" + id, "user");
        journey.road().step("image, uploaded", () -> {
            client.upload("image", "/v2/images/" + id + "/file", file);
            var image = client.get("image", "/v2/images/" + id);
            var status = image.path("status").asString();
            if (!status.equals("active")) throw new IllegalStateException("it is " + status + ", not active");
            var size = image.path("size").asLong();
            if (size != model.bytes()) throw new IllegalStateException("it has " + size + " bytes now");
            return "active, sha512 " + image.path("os_hash_value").asString().substring(0, 16) + "…";
        });
        return id;
    }

    private record Fetched(Optional<JsonNode> image, long bytes) {
        @Override
        public String toString() {
            return image.isPresent()
                    ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                    : "there is none: a blank one of " + (bytes >> 20) + " MiB instead";
        }
    }

    private Optional<JsonNode> fetch(Path file) throws IOException {
        var images = client.get("image", "/v2/images?name=mini&status=active").path("images");
        if (images.isEmpty()) {
            if (journey.outside().isPresent())
                throw new IllegalStateException("the cloud has no image mini; make it with ./brume image mini");
            Files.write(file, new byte[BLANK_BYTES]);
            return Optional.empty();
        }
        var image = images.get(0);
        client.download("image", "/v2/images/" + image.path("id").asString() + "/file", file);
        return Optional.of(image);
    }

    private String declare(Optional<JsonNode> model) {
        var body = new LinkedHashMap<String, Object>();
        body.put("disk_format", "raw");
        body.put("container_format", "bare");
        model.ifPresent(image -> image.properties().forEach(entry -> {
            if (TAKEN.contains(entry.getKey()) || property(entry.getKey())) body.put(entry.getKey(), entry.getValue());
        }));
        body.put("name", journey.name("image"));
        body.put("visibility", "private");
        journey.hypervisor().ifPresent(kind -> body.put("img_hv_type", kind));
        return client.post("image", "/v2/images", Map.copyOf(body)).path("id").asString();
    }

    private static boolean property(String name) {
        return name.startsWith("hw_")
                || name.startsWith("img_")
                || name.endsWith("_id") && name.matches("(kernel|ramdisk)_id");
    }
}
