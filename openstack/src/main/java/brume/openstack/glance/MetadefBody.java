package brume.openstack.glance;

import brume.base.fault.CloudFault;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import brume.cloud.image.metadef.Association;
import brume.cloud.image.metadef.Definition;
import brume.cloud.image.metadef.Metadefs;
import brume.cloud.image.metadef.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What clients send about definitions of metadata.
final class MetadefBody {
    private static final int MAX_NAME = 80;
    private static final int MAX_MEMBERS = 1000;
    static final Shape NAME = Shape.text(1, MAX_NAME);
    /// What the cloud writes itself, and drops when a client sends it back.
    private static final Set<String> OURS = Set.of("name", "created_at", "updated_at", "self", "schema");

    private static final Shape.Fields ABOUT_PROPERTY = Shape.open()
            .need("title", Shape.text(1, MAX_NAME))
            .need("type", Shape.oneOf("array", "boolean", "integer", "number", "object", "string"))
            .with("description", Shape.text(10_000))
            .with("operators", Shape.many(Shape.text(MAX_NAME)))
            .with("enum", Shape.many(Shape.anything()))
            .with("readonly", new Shape.Flag(false))
            .with("default", Shape.anything());

    private static final Shape PROPERTIES = Shape.dictionary(NAME, ABOUT_PROPERTY, MAX_MEMBERS);

    static final Shape TAG = Shape.open().need("name", NAME);
    static final Shape TAGS = Shape.open().need("tags", new Shape.Many(TAG, 0, MAX_MEMBERS, true));
    static final Shape PROPERTY = ABOUT_PROPERTY.need("name", NAME);
    static final Shape OBJECT = Shape.open()
            .need("name", NAME)
            .with("description", Shape.text(10_000))
            .with("required", Shape.many(Shape.text(MAX_NAME)))
            .with("properties", PROPERTIES);
    static final Shape ASSOCIATION = Shape.open()
            .need("name", NAME)
            .with("prefix", Shape.nullable(Shape.text(MAX_NAME)))
            .with("properties_target", Shape.nullable(Shape.text(MAX_NAME)));
    static final Shape NAMESPACE = Shape.open()
            .need("namespace", NAME)
            .with("display_name", Shape.nullable(Shape.text(MAX_NAME)))
            .with("description", Shape.nullable(Shape.text(500)))
            .with("visibility", Shape.oneOf("public", "private"))
            .with("protected", new Shape.Flag(false))
            .with("owner", Shape.text(255))
            .with("properties", PROPERTIES)
            .with("objects", new Shape.Many(OBJECT, 0, MAX_MEMBERS, false))
            .with("tags", new Shape.Many(TAG, 0, MAX_MEMBERS, false))
            .with("resource_type_associations", new Shape.Many(ASSOCIATION, 0, MAX_MEMBERS, false));

    private MetadefBody() {}

    static Namespace.About about(JsonNode body) {
        return new Namespace.About(
                text(body, "display_name"),
                text(body, "description"),
                text(body, "visibility").filter("public"::equals).isPresent(),
                body.has("protected") && body.get("protected").booleanValue());
    }

    static List<Association> associations(JsonNode body) {
        var all = new ArrayList<Association>();
        body.path("resource_type_associations").forEach(each -> all.add(association(each)));
        return all;
    }

    static Association association(JsonNode body) {
        return Association.with(body.get("name").stringValue(), text(body, "prefix"), text(body, "properties_target"));
    }

    /// The definitions that come along with a new namespace.
    static List<Metadefs.Draft> drafts(JsonNode body) {
        var all = new ArrayList<Metadefs.Draft>();
        for (var each : body.path("properties").properties()) {
            all.add(draft(Definition.Kind.PROPERTY, each.getKey(), each.getValue()));
        }
        body.path("objects").forEach(each -> all.add(draft(Definition.Kind.OBJECT, each)));
        all.addAll(tags(body));
        return all;
    }

    static List<Metadefs.Draft> tags(JsonNode body) {
        var all = new ArrayList<Metadefs.Draft>();
        body.path("tags").forEach(each -> all.add(draft(Definition.Kind.TAG, each)));
        return all;
    }

    static Metadefs.Draft draft(Definition.Kind kind, JsonNode body) {
        return draft(kind, body.get("name").stringValue(), body);
    }

    static Metadefs.Draft draft(Definition.Kind kind, String name, JsonNode body) {
        Shape.anything().check(body, Version.LAST, name).ifPresent(wrong -> {
            throw new CloudFault.Invalid(wrong.at() + " " + wrong.message());
        });
        var kept = ((ObjectNode) body).deepCopy();
        kept.remove(OURS);
        return new Metadefs.Draft(kind, name, kept);
    }

    private static Optional<String> text(JsonNode body, String name) {
        var value = body.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value.stringValue());
    }
}
