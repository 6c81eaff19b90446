package brume.openstack.glance;

import brume.base.fault.CloudFault;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import brume.cloud.image.ImageDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A list of changes to an image, in one of two forms.
///
/// `application/openstack-images-v2.1-json-patch` is JSON patch (RFC 6902) with `add`, `replace` and `remove`; v2.0 is
/// the form of an early draft of it: `[{"replace": "/name", "value": "…"}]`.
///
/// @param draft whether `add` refuses what is there already, as the draft did
record ImagePatch(List<Change> changes, boolean draft) {
    static final String NEW = "application/openstack-images-v2.1-json-patch";
    static final String OLD = "application/openstack-images-v2.0-json-patch";
    private static final int MAX_CHANGES = 1000;
    private static final Set<String> KINDS = Set.of("add", "replace", "remove");
    private static final Shape.Text POINTER =
            Shape.text("/([^/~]|~[01])+", Integer.MAX_VALUE, "a JSON pointer to a member");

    /// The newer form. What a member may be is told elsewhere: a property is a string.
    static final Shape SHAPE = new Shape.Many(
            Shape.either(
                    Shape.open()
                            .need("op", Shape.oneOf("add", "replace"))
                            .need("path", POINTER)
                            .need("value", Shape.either(Shape.text(ImageBody.MAX_VALUE), Shape.anything())),
                    Shape.open().need("op", Shape.oneOf("remove")).need("path", POINTER)),
            0,
            MAX_CHANGES,
            false);

    /// @param value absent for `remove`
    private record Change(String kind, String member, Optional<JsonNode> value) {}

    /// @throws CloudFault.Invalid when it is no list of changes
    static ImagePatch read(JsonNode body, boolean draft) {
        if (!body.isArray()) throw new CloudFault.Invalid("Request body must be a JSON array of operation objects.");
        if (body.size() > MAX_CHANGES) throw new CloudFault.Invalid("Request body has too many operation objects.");
        var changes = new ArrayList<Change>();
        for (var each : body) {
            if (!each.isObject()) throw new CloudFault.Invalid("Operations must be JSON objects.");
            changes.add(draft ? old(each) : current(each));
        }
        if (!draft) {
            SHAPE.check(body, Version.LAST).ifPresent(wrong -> {
                throw new CloudFault.Invalid("Request body: " + wrong.at() + " " + wrong.message());
            });
        }
        return new ImagePatch(List.copyOf(changes), draft);
    }

    private static Change current(JsonNode each) {
        var kind = each.get("op");
        if (kind == null) throw new CloudFault.Invalid("Unable to find 'op' in JSON Schema change");
        if (!kind.isString() || !KINDS.contains(kind.stringValue())) {
            throw new CloudFault.Invalid("Operations must be one of add, remove, replace.");
        }
        return change(kind.stringValue(), each.get("path"), each);
    }

    private static Change old(JsonNode each) {
        var kinds = KINDS.stream().filter(each::has).toList();
        if (kinds.size() != 1) {
            throw new CloudFault.Invalid("Operation objects must contain exactly one member named"
                    + " \"add\", \"remove\", or \"replace\".");
        }
        return change(kinds.getFirst(), each.get(kinds.getFirst()), each);
    }

    private static Change change(String kind, JsonNode path, JsonNode each) {
        if (path == null || !path.isString()) {
            throw new CloudFault.Invalid("Unable to find 'path' in JSON Schema change");
        }
        if (!kind.equals("remove") && !each.has("value")) {
            throw new CloudFault.Invalid("Operation \"" + kind + "\" requires a member named \"value\".");
        }
        return new Change(kind, member(path.stringValue()), Optional.ofNullable(each.get("value")));
    }

    /// A JSON pointer (RFC 6901) to a member of the image itself.
    private static String member(String pointer) {
        if (!pointer.startsWith("/")) throw wrong(pointer, "does not start with \"/\"");
        var rest = pointer.substring(1);
        if (rest.isEmpty() || rest.indexOf('/') >= 0) throw wrong(pointer, "names no member of the image");
        if (rest.matches(".*~(?![01]).*")) throw wrong(pointer, "holds a \"~\" that is no escape");
        return rest.replace("~1", "/").replace("~0", "~");
    }

    private static CloudFault.Invalid wrong(String pointer, String why) {
        return new CloudFault.Invalid("Invalid JSON pointer for this resource: '" + pointer + "' " + why + ".");
    }

    /// What is said of the image once all changes are made, one after another.
    ImageDescription apply(ImageDescription before) {
        var flat = ImageBody.write(before);
        for (var change : changes) {
            var name = change.member;
            ImageBody.writable(name);
            if (name.equals("id")) throw new CloudFault.Forbidden("Attribute 'id' is read-only.");
            if (name.equals("locations")) throw new CloudFault.Forbidden("It's not allowed to update locations.");
            boolean there = flat.has(name);
            switch (change.kind) {
                case "add" -> {
                    if (draft && there) throw new CloudFault.Conflict("Property " + name + " already present.");
                    flat.set(name, checked(name, change.value.orElseThrow()));
                }
                case "replace" -> {
                    if (!there) throw new CloudFault.Conflict("Property " + name + " does not exist.");
                    flat.set(name, checked(name, change.value.orElseThrow()));
                }
                default -> {
                    if (ImageBody.own(name)) {
                        throw new CloudFault.Forbidden("Property " + name + " may not be removed.");
                    }
                    if (!there) throw new CloudFault.Conflict("Property " + name + " does not exist.");
                    flat.remove(name);
                }
            }
        }
        return ImageBody.read(flat, before);
    }

    private static JsonNode checked(String name, JsonNode value) {
        ImageBody.SHAPE.fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .flatMap(field -> field.shape().check(value, Version.LAST, name))
                .or(() -> ImageBody.own(name) ? Optional.empty() : storable(name, value))
                .ifPresent(wrong -> {
                    throw new CloudFault.Invalid(
                            "Provided object does not match schema 'image': " + wrong.at() + " " + wrong.message());
                });
        return value;
    }

    private static Optional<Shape.Problem> storable(String name, JsonNode value) {
        return value.isNull() && !value.isString()
                ? Optional.empty()
                : Shape.anything().check(value, Version.LAST, name);
    }
}
