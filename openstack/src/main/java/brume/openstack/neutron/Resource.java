package brume.openstack.neutron;

import brume.base.shape.Shape;
import brume.cloud.access.Caller;
import brume.cloud.network.Listing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// One kind of resource of this API.
///
/// @param name       in bodies, for one
/// @param plural     in bodies, for many
/// @param path       in paths, for many
/// @param attributes in the order in which they are shown
record Resource<T>(
        String name, String plural, String path, List<Attribute<T>> attributes, Function<T, UUID> id, Verbs<T> verbs) {
    /// What can be done to resources of a kind.
    interface Verbs<T> {
        List<T> list(Caller caller, Listing listing);

        T get(Caller caller, UUID id);

        List<T> create(Caller caller, List<Body> bodies);

        /// @param revision the one that the caller has seen, if that matters
        T update(Caller caller, UUID id, Optional<Long> revision, Body body);

        /// @param revision the one that the caller has seen, if that matters
        void delete(Caller caller, UUID id, Optional<Long> revision);
    }

    private static final Shape OTHER = Shape.anything();

    /// The body of a create: one resource, or many under the plural name.
    Shape creates() {
        Shape.Fields fields = Shape.closed();
        for (var attribute : attributes) {
            if (attribute.post().isEmpty()) continue;
            fields = attribute.needed()
                    ? fields.need(attribute.name(), attribute.post().get())
                    : fields.with(attribute.name(), attribute.post().get());
        }
        return Shape.open().with(name, fields).with(plural, Shape.many(fields));
    }

    /// The body of an update.
    Shape updates() {
        Shape.Fields fields = Shape.closed();
        for (var attribute : attributes) {
            if (attribute.put().isPresent())
                fields = fields.with(attribute.name(), attribute.put().get());
        }
        return Shape.open().with(name, fields);
    }

    /// Whether any resource of this kind can be changed.
    boolean changes() {
        return attributes.stream().anyMatch(attribute -> attribute.put().isPresent());
    }

    /// As JSON.
    ///
    /// @param fields names of the attributes that are wanted; empty for all
    Map<String, Object> view(Caller caller, T value, Set<String> fields) {
        var view = new LinkedHashMap<String, Object>();
        for (var attribute : attributes) {
            if (!fields.isEmpty() && !fields.contains(attribute.name())) continue;
            if (attribute.visible(caller)) {
                view.put(attribute.name(), attribute.render().orElseThrow().apply(value));
            }
        }
        return view;
    }

    Optional<Attribute<T>> attribute(String wanted) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equals(wanted))
                .findFirst();
    }

    /// Anything, where what is sent is kept as it is.
    static Shape other() {
        return OTHER;
    }
}
