package brume.cloud.upkeep;

import brume.base.id.Ids;
import brume.base.sql.Reads;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A kind of resource that can be deleted. The slice whose tables have it contributes it.
///
/// @param word  its name in the model, as `floating-ip`
/// @param uuids whether its ids are UUIDs; other ids are any text
/// @param query those of some ids that there are: one parameter, the ids; columns `id`, `name`, `project`
public record Kind(String word, boolean uuids, String query) {
    /// One resource.
    ///
    /// @param project whose it is; absent for what belongs to the cloud
    public record Thing(String id, Optional<String> name, Optional<UUID> project) {}

    /// @param query ends in `any(?::uuid[])`
    public static Kind of(String word, String query) {
        return new Kind(word, true, query);
    }

    /// @param query ends in `any(?)`
    public static Kind texts(String word, String query) {
        return new Kind(word, false, query);
    }

    /// An id as it is told; empty for what can be none.
    Optional<String> id(String text) {
        return uuids ? Ids.parse(text).map(UUID::toString) : Optional.of(text);
    }

    /// An id as a parameter of queries.
    Object key(String id) {
        return uuids ? UUID.fromString(id) : id;
    }

    List<Thing> find(Reads reads, Collection<String> ids) {
        if (ids.isEmpty()) return List.of();
        return reads.query(
                query,
                row -> new Thing(
                        row.text("id"), row.optText("name").filter(name -> !name.isEmpty()), row.optUuid("project")),
                ids);
    }
}
