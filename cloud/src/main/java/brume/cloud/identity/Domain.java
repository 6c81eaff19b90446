package brume.cloud.identity;

import brume.base.sql.Row;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A namespace of users, groups and projects.
///
/// @param options known settings, as `immutable`
/// @param extra   attributes that clients gave and nobody here reads
public record Domain(
        String id,
        String name,
        String description,
        boolean enabled,
        List<String> tags,
        JsonNode options,
        JsonNode extra) {
    static final String COLUMNS = "id, name, description, enabled, tags, options, extra";

    public Domain {
        tags = List.copyOf(tags);
    }

    static Domain row(Row row) {
        return new Domain(
                row.text("id"),
                row.text("name"),
                row.text("description"),
                row.flag("enabled"),
                row.texts("tags"),
                row.json("options"),
                row.json("extra"));
    }
}
