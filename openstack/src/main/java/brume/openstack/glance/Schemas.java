package brume.openstack.glance;

import brume.base.http.Request;
import brume.base.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `/v2/schemas/…`: JSON schemas, from which older clients build their objects.
final class Schemas {
    /// Each is a resource beside this class.
    static final List<String> NAMES = List.of(
            "image",
            "images",
            "member",
            "members",
            "task",
            "tasks",
            "metadefs/namespace",
            "metadefs/namespaces",
            "metadefs/object",
            "metadefs/objects",
            "metadefs/property",
            "metadefs/properties",
            "metadefs/tag",
            "metadefs/tags",
            "metadefs/resource_type",
            "metadefs/resource_types");

    private final Map<String, byte[]> documents = new TreeMap<>();

    Schemas() {
        for (var name : NAMES) documents.put(name, document(name));
    }

    private static byte[] document(String name) {
        try (var in = Schemas.class.getResourceAsStream("schema-" + name.replace('/', '-') + ".json")) {
            if (in == null) throw new IllegalStateException("no schema " + name);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Response show(Request request, String name) {
        return Response.bytes(200, "application/json", documents.get(name));
    }
}
