package brume.cloud.identity;

import brume.base.sql.Row;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Users who get the same grants.
///
/// @param extra attributes that clients gave and nobody here reads
public record Group(UUID id, String domain, String name, String description, JsonNode extra) {
    static final String COLUMNS = "id, domain, name, description, extra";

    static Group row(Row row) {
        return new Group(
                row.uuid("id"), row.text("domain"), row.text("name"), row.text("description"), row.json("extra"));
    }
}
