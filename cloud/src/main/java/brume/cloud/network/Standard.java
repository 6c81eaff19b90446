package brume.cloud.network;

import brume.base.sql.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What every resource of this slice has.
///
/// @param project  absent for ports that belong to the cloud itself
/// @param revision grows with each change
public record Standard(
        UUID id,
        Optional<UUID> project,
        String name,
        String description,
        List<String> tags,
        long revision,
        Instant createdAt,
        Instant updatedAt) {
    public Standard {
        tags = List.copyOf(tags);
    }

    /// As a new resource has it.
    static Standard fresh(UUID id, Optional<UUID> project, String name, String description, Instant now) {
        return new Standard(id, project, name, description, List.of(), 1, now, now);
    }

    static Standard row(Row row) {
        return new Standard(
                row.uuid("id"),
                row.optUuid("project"),
                row.text("name"),
                row.text("description"),
                row.texts("tags"),
                row.whole("revision"),
                row.instant("created_at"),
                row.instant("updated_at"));
    }
}
