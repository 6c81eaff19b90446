package brume.e2e.tenants;

import brume.base.json.Json;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.StringNode;

/// Good values of a shape: what must be there and no more, or all that may be there.
public final class Sample {
    /// A project, user or group that nobody has.
    static final String STRANGER = "0191d3c4000070008000000000000001";

    /// What a body holds where its shape alone does not say enough, by the names of members.
    static final Map<String, String> FILLED = Map.of(
            "member",
            STRANGER,
            "tenant",
            STRANGER,
            "target_tenant",
            STRANGER,
            "security_group_id",
            STRANGER,
            "destination",
            "10.9.8.0/24",
            "nexthop",
            "10.55.0.9");

    /// Texts that one pattern or another asks for.
    private static final List<String> WORDS = List.of(
            "sample",
            "0191d3c4-0000-7000-8000-000000000001",
            "0191d3c4000070008000000000000001",
            "10.9.8.0/24",
            "10.9.8.7",
            "fa:16:3e:00:00:01",
            "1",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00.000000Z",
            "http://127.0.0.1/",
            "auto",
            "vda",
            "/sample",
            "c2FtcGxl",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBbbOqCxYgLLfGKkYlBXAnXFqKXAR5uHWvdPZVUs3DGn sample",
            "");

    private final Version version;
    private final Map<String, String> ids;
    private final boolean everything;

    /// @param ids by the name of a member: what a sample names there
    public Sample(Version version, Map<String, String> ids) {
        this(version, ids, false);
    }

    /// @param everything whether members are there that could be left out
    public Sample(Version version, Map<String, String> ids, boolean everything) {
        this.version = version;
        this.ids = ids;
        this.everything = everything;
    }

    /// One for each alternative at the top.
    public List<JsonNode> of(Shape shape) {
        return switch (shape) {
            case Shape.Either either ->
                either.shapes().stream().flatMap(each -> of(each).stream()).toList();
            case Shape.Nullable nullable -> of(nullable.shape());
            default -> List.of(one(shape, ""));
        };
    }

    /// The value of one member.
    JsonNode one(Shape shape, String name) {
        var value = switch (shape) {
            case Shape.Text text -> word(text, name);
            case Shape.Whole whole -> LongNode.valueOf(Math.clamp(1, whole.min(), whole.max()));
            case Shape.Number number -> DoubleNode.valueOf(Math.clamp(1, number.min(), number.max()));
            case Shape.Flag flag -> BooleanNode.TRUE;
            case Shape.OneOf oneOf -> StringNode.valueOf(oneOf.words().getFirst());
            case Shape.Nullable nullable -> one(nullable.shape(), name);
            case Shape.Many many -> {
                var list = Json.array();
                for (int i = 0; i < Math.max(1, many.min()); i++) list.add(one(many.item(), name));
                yield list;
            }
            case Shape.Fields fields -> {
                var object = Json.object();
                var there = fields.fields().stream()
                        .filter(field -> field.versions().contains(version))
                        .toList();
                var needed = there.stream()
                        .filter(field -> everything || field.required())
                        .toList();
                // Where all may be left out, one is there all the same: an empty body asks for nothing.
                for (var field : needed.isEmpty() ? there.stream().limit(1).toList() : needed)
                    object.set(field.name(), one(field.shape(), field.name()));
                yield object;
            }
            case Shape.Dictionary dictionary ->
                Json.object().set(one(dictionary.key(), "").stringValue(), one(dictionary.value(), name));
            case Shape.Unchecked unchecked -> one(unchecked.meant(), name);
            case Shape.Either either -> one(either.shapes().getFirst(), name);
            case Shape.Anything anything -> ids.containsKey(name) ? StringNode.valueOf(ids.get(name)) : Json.object();
        };
        shape.check(value, version).ifPresent(problem -> {
            throw new IllegalStateException("the sample " + value + " for " + name + " " + problem + ", " + shape);
        });
        return value;
    }

    private StringNode word(Shape.Text text, String name) {
        return Stream.concat(Stream.ofNullable(ids.get(name)), WORDS.stream())
                .map(StringNode::valueOf)
                .filter(word -> text.check(word, version, name).isEmpty())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no word is " + text.what() + ": " + text));
    }
}
