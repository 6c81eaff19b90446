package brume.openstack.neutron;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.shape.Shape;
import brume.cloud.network.address.Cidr;
import brume.cloud.network.address.Ip;
import brume.cloud.network.address.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// The attributes that were sent for a resource. They have the shapes that its table declares; what a shape cannot say
/// is refused here.
record Body(JsonNode node) {
    private Optional<JsonNode> sent(String name) {
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    boolean has(String name) {
        return node.has(name);
    }

    Optional<String> text(String name) {
        return sent(name).map(JsonNode::asString);
    }

    Optional<Boolean> flag(String name) {
        return sent(name).map(Shape.Flag::of);
    }

    Optional<Integer> whole(String name) {
        return sent(name)
                .map(value -> value.isNumber()
                        ? value.intValue()
                        : Integer.parseInt(value.asString().strip()));
    }

    Optional<UUID> uuid(String name) {
        return text(name).map(text -> uuid(name, text));
    }

    static UUID uuid(String name, String text) {
        return Ids.parse(text).orElseThrow(() -> invalid(name, "'" + text + "' is not a valid UUID."));
    }

    /// The project that is named, under either of its names.
    Optional<UUID> project() {
        return text("project_id")
                .or(() -> text("tenant_id"))
                .filter(text -> !text.isEmpty())
                .map(text -> uuid("project_id", text));
    }

    Optional<Ip> ip(String name) {
        return text(name).map(text -> ip(name, text));
    }

    static Ip ip(String name, String text) {
        return Ip.parse(text).orElseThrow(() -> invalid(name, "'" + text + "' is not a valid IP address."));
    }

    Optional<Cidr> cidr(String name) {
        return text(name).map(text -> cidr(name, text));
    }

    static Cidr cidr(String name, String text) {
        return prefix(name, text).cidr();
    }

    /// As it was given.
    Optional<Prefix> prefix(String name) {
        return text(name).map(text -> prefix(name, text));
    }

    private static Prefix prefix(String name, String text) {
        return Prefix.parse(text).orElseThrow(() -> invalid(name, "'" + text + "' is not a valid IP subnet."));
    }

    /// Null and a value are two things here, and being left out a third.
    <T> Optional<Optional<T>> maybe(String name, Function<String, Optional<T>> reader) {
        return node.has(name) ? Optional.of(reader.apply(name)) : Optional.empty();
    }

    /// The items of a list; null is an empty one.
    <T> Optional<List<T>> many(String name, Function<JsonNode, T> reader) {
        if (!node.has(name)) return Optional.empty();
        var all = new ArrayList<T>();
        if (node.get(name).isArray()) for (var item : node.get(name)) all.add(reader.apply(item));
        return Optional.of(all);
    }

    Optional<Body> object(String name) {
        return sent(name).filter(JsonNode::isObject).map(Body::new);
    }

    static CloudFault invalid(String name, String reason) {
        return new CloudFault.Invalid("input-field", "Invalid input for " + name + ". Reason: " + reason);
    }
}
