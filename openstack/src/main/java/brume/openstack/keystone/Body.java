package brume.openstack.keystone;

import brume.base.fault.CloudFault;
import brume.base.http.Request;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.base.shape.Shape;
import brume.base.shape.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The members of a body that was checked: absent, null, or of the shape that the route declares.
record Body(JsonNode node) {
    private static final int MAX_EXTRA = 64 << 10;

    static Body of(Request request, String member) {
        return new Body(request.json().get(member));
    }

    boolean has(String name) {
        return node.has(name);
    }

    Optional<JsonNode> member(String name) {
        return Optional.ofNullable(node.get(name)).filter(n -> !n.isNull());
    }

    /// Absent also for null.
    Optional<String> text(String name) {
        return member(name).map(JsonNode::stringValue);
    }

    /// Absent when nothing is said; an inner absence for null.
    Optional<Optional<String>> said(String name) {
        return node.has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    Optional<Boolean> flag(String name) {
        return member(name).map(JsonNode::booleanValue);
    }

    Optional<UUID> uuid(String name, String kind) {
        return text(name).map(text -> id(text, kind));
    }

    static UUID id(String text, String kind) {
        return Ids.parse(text).orElseThrow(() -> new CloudFault.NotFound(kind, text));
    }

    Optional<List<String>> texts(String name) {
        return member(name)
                .map(list -> StreamSupport.stream(list.spliterator(), false)
                        .map(JsonNode::stringValue)
                        .distinct()
                        .toList());
    }

    JsonNode options() {
        var options = Json.object();
        member("options")
                .ifPresent(given -> given.properties().forEach(option -> {
                    if (!option.getValue().isNull()) options.set(option.getKey(), option.getValue());
                }));
        return options;
    }

    /// What is none of `known`, and no id or links of ours: kept for the client.
    ObjectNode extra(Set<String> known) {
        var extra = Json.object();
        node.properties().forEach(member -> {
            var name = member.getKey();
            if (!known.contains(name) && !name.equals("id") && !name.equals("links")) {
                extra.set(name, member.getValue());
            }
        });
        Shape.anything().check(extra, Version.LAST).ifPresent(problem -> {
            throw new CloudFault.Invalid(problem.at() + " " + problem.message());
        });
        if (Json.bytes(extra).length > MAX_EXTRA) throw new CloudFault.Invalid("too much is to be kept");
        return extra;
    }

    /// @throws CloudFault.Invalid when a member says something else than what stays as it is
    void same(String name, Object is) {
        if (!node.has(name)) return;
        var said = node.get(name);
        boolean same = is instanceof Boolean b
                ? said.isBoolean() && said.booleanValue() == b
                : said.isNull()
                        ? is == null
                        : said.isString() && said.stringValue().equals(is);
        if (!same) throw new CloudFault.Invalid("Cannot change " + name + ".");
    }
}
