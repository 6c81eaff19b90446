package brume.cloud.identity;

import brume.base.sql.Row;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// What owns resources. Projects stand in a tree below their domain.
///
/// @param parent  the project above; absent right under the domain
/// @param options known settings, as `immutable`
/// @param extra   attributes that clients gave and nobody here reads
public record Project(
        UUID id,
        String domain,
        Optional<UUID> parent,
        String name,
        String description,
        boolean enabled,
        List<String> tags,
        JsonNode options,
        JsonNode extra) {
    public Project {
        tags = List.copyOf(tags);
    }

    static final String COLUMNS = "id, domain, parent, name, description, enabled, tags, options, extra";

    static Project row(Row row) {
        return new Project(
                row.uuid("id"),
                row.text("domain"),
                row.optUuid("parent"),
                row.text("name"),
                row.text("description"),
                row.flag("enabled"),
                row.texts("tags"),
                row.json("options"),
                row.json("extra"));
    }
}
