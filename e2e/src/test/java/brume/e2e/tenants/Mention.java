package brume.e2e.tenants;

import brume.base.json.Json;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A place in a body where a text may stand.
///
/// @param at   as `server.networks[].port`
/// @param body with a text there, and otherwise as little as a body may have
record Mention(String at, Shape shape, Function<String, JsonNode> body) {
    /// All of a body.
    ///
    /// @param sample for what must be there
    /// @param beside what stands beside each of them although it could be left out, by the names of members
    static List<Mention> in(Shape body, Version version, Sample sample, Map<String, String> beside) {
        return new Walk(version, sample, beside).in(body, "").toList();
    }

    private Mention within(UnaryOperator<JsonNode> more) {
        return new Mention(at, shape, text -> more.apply(body.apply(text)));
    }

    private record Walk(Version version, Sample sample, Map<String, String> beside) {
        Stream<Mention> in(Shape shape, String at) {
            return switch (shape) {
                case Shape.Text text -> Stream.of(new Mention(at, shape, StringNode::valueOf));
                case Shape.Anything anything -> Stream.of(new Mention(at, shape, StringNode::valueOf));
                case Shape.Nullable nullable -> in(nullable.shape(), at);
                case Shape.Unchecked unchecked -> in(unchecked.meant(), at);
                case Shape.Either either -> either.shapes().stream().flatMap(each -> in(each, at));
                case Shape.Many many ->
                    in(many.item(), at + "[]")
                            .map(inner -> inner.within(item -> Json.array().add(item)));
                case Shape.Fields fields ->
                    fields.fields().stream()
                            .filter(field -> field.versions().contains(version))
                            .flatMap(field -> in(field.shape(), at.isEmpty() ? field.name() : at + "." + field.name())
                                    .map(inner -> inner.within(member -> with(fields, field, member))));
                case Shape.Dictionary dictionary -> Stream.empty();
                case Shape.Whole whole -> Stream.empty();
                case Shape.Number number -> Stream.empty();
                case Shape.Flag flag -> Stream.empty();
                case Shape.OneOf words -> Stream.empty();
            };
        }

        private JsonNode with(Shape.Fields fields, Shape.Field field, JsonNode member) {
            return least(fields).set(field.name(), member);
        }

        private ObjectNode least(Shape.Fields fields) {
            var object = Json.object();
            for (var field : fields.fields()) {
                if (!field.versions().contains(version)) continue;
                if (beside.containsKey(field.name())) object.put(field.name(), beside.get(field.name()));
                else if (field.required() && field.shape() instanceof Shape.Fields inner)
                    object.set(field.name(), least(inner));
                else if (field.required()) object.set(field.name(), sample.one(field.shape(), field.name()));
            }
            return object;
        }
    }
}
