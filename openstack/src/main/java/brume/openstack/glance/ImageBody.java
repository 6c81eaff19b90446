package brume.openstack.glance;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import brume.cloud.image.ContainerFormat;
import brume.cloud.image.DiskFormat;
import brume.cloud.image.ImageDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The flat form in which the API says what an image is: members of its own, and beside them any property as a string.
final class ImageBody {
    /// What only the cloud writes.
    static final Set<String> READ_ONLY = Set.of(
            "created_at",
            "updated_at",
            "status",
            "checksum",
            "os_hash_algo",
            "os_hash_value",
            "size",
            "virtual_size",
            "direct_url",
            "self",
            "file",
            "schema",
            "stores");

    private static final Set<String> RESERVED = Set.of("location", "deleted", "deleted_at");
    /// Properties that the schema allows to be null; that is the same as not being there.
    private static final Set<String> NULLABLE = Set.of("kernel_id", "ramdisk_id");

    private static final int MAX_NAME = 255;
    static final int MAX_VALUE = 65_535;
    private static final Shape VALUE = Shape.text(MAX_VALUE);
    private static final String DASHED = "(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /// A new image's body; properties may stand beside these.
    static final Shape.Fields SHAPE = Shape.open()
            .with("id", Shape.text(DASHED, 36, "a UUID"))
            .with("name", Shape.nullable(Shape.text(MAX_NAME)))
            .with("visibility", Shape.oneOf("community", "public", "private", "shared"))
            .with("protected", new Shape.Flag(false))
            .with("os_hidden", new Shape.Flag(false))
            .with("owner", Shape.nullable(Shape.text(MAX_NAME)))
            .with("disk_format", Shape.nullable(new Shape.OneOf(words(DiskFormat.values()))))
            .with("container_format", Shape.nullable(new Shape.OneOf(words(ContainerFormat.values()))))
            .with("min_disk", new Shape.Whole(0, Integer.MAX_VALUE, false))
            .with("min_ram", new Shape.Whole(0, Integer.MAX_VALUE, false))
            .with("tags", Shape.many(Shape.text(MAX_NAME)))
            .with("kernel_id", Shape.nullable(Shape.text(DASHED, 36, "a UUID")))
            .with("ramdisk_id", Shape.nullable(Shape.text(DASHED, 36, "a UUID")));

    private static final Set<String> OWN = Set.of(
            "id",
            "name",
            "visibility",
            "protected",
            "os_hidden",
            "owner",
            "disk_format",
            "container_format",
            "min_disk",
            "min_ram",
            "tags");

    private ImageBody() {}

    /// Whether a member is the image's own, and not a property.
    static boolean own(String name) {
        return OWN.contains(name);
    }

    /// @throws CloudFault.Forbidden when it is not for clients to write
    static void writable(String name) {
        if (READ_ONLY.contains(name)) throw new CloudFault.Forbidden("Attribute '" + name + "' is read-only.");
        if (RESERVED.contains(name) || name.startsWith("os_glance")) {
            throw new CloudFault.Forbidden("Attribute '" + name + "' is reserved.");
        }
    }

    /// The members that a client may change, as they are now.
    static ObjectNode write(ImageDescription about) {
        var flat = Json.object();
        about.properties().forEach(flat::put);
        flat.put("name", about.name().orElse(null));
        flat.put("visibility", word(about.visibility()));
        flat.put("protected", about.guarded());
        flat.put("os_hidden", about.hidden());
        flat.put("owner", Ids.plain(about.owner()));
        flat.put("disk_format", about.diskFormat().map(ImageBody::word).orElse(null));
        flat.put(
                "container_format", about.containerFormat().map(ImageBody::word).orElse(null));
        flat.put("min_disk", about.minDiskBytes() >> 30);
        flat.put("min_ram", about.minRamBytes() >> 20);
        about.tags().forEach(flat.putArray("tags")::add);
        return flat;
    }

    /// What `flat` says, over what holds when it says nothing.
    ///
    /// @throws CloudFault.Invalid when a member has a wrong shape
    static ImageDescription read(JsonNode flat, ImageDescription before) {
        SHAPE.check(flat, Version.LAST).ifPresent(wrong -> {
            throw new CloudFault.Invalid(
                    "Provided object does not match schema 'image': " + wrong.at() + " " + wrong.message());
        });
        var properties = new LinkedHashMap<String, String>();
        for (var member : flat.properties()) {
            var name = member.getKey();
            if (OWN.contains(name)
                    || NULLABLE.contains(name) && member.getValue().isNull()) continue;
            property(name, member.getValue());
            properties.put(name, member.getValue().stringValue());
        }
        return new ImageDescription(
                text(flat, "owner").map(ImageBody::project).orElse(before.owner()),
                flat.has("name") ? text(flat, "name") : before.name(),
                text(flat, "visibility")
                        .map(v -> enumOf(ImageDescription.Visibility.class, v))
                        .orElse(before.visibility()),
                flag(flat, "protected", before.guarded()),
                flag(flat, "os_hidden", before.hidden()),
                text(flat, "disk_format").map(v -> enumOf(DiskFormat.class, v)),
                text(flat, "container_format").map(v -> enumOf(ContainerFormat.class, v)),
                flat.has("min_disk") ? flat.get("min_disk").longValue() << 30 : before.minDiskBytes(),
                flat.has("min_ram") ? flat.get("min_ram").longValue() << 20 : before.minRamBytes(),
                flat.has("tags") ? strings(flat.get("tags")) : before.tags(),
                properties);
    }

    private static void property(String name, JsonNode value) {
        if (name.isEmpty() || name.length() > MAX_NAME || !Shape.storable(name)) {
            throw new CloudFault.Invalid("a property's name must have 1 to " + MAX_NAME + " characters");
        }
        VALUE.check(value, Version.LAST, name).ifPresent(wrong -> {
            throw new CloudFault.Invalid(
                    "Provided object does not match schema 'image': " + wrong.at() + " " + wrong.message());
        });
    }

    /// @throws CloudFault.Invalid when it is no project's id
    static UUID project(String text) {
        return Ids.parse(text).orElseThrow(() -> new CloudFault.Invalid("'" + text + "' is no project's id"));
    }

    private static Optional<String> text(JsonNode flat, String name) {
        var value = flat.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value.stringValue());
    }

    private static boolean flag(JsonNode flat, String name, boolean before) {
        return flat.has(name) ? flat.get(name).booleanValue() : before;
    }

    private static List<String> strings(JsonNode array) {
        var all = new ArrayList<String>();
        array.forEach(each -> all.add(each.stringValue()));
        return all;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> E enumOf(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }

    private static List<String> words(Enum<?>[] values) {
        var words = new ArrayList<String>();
        for (var value : values) words.add(word(value));
        return words;
    }
}
