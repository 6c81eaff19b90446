package brume.cloud.identity;

import brume.base.sql.Row;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A name for what one may do. A role of a domain never stands in a token itself; only what it implies does.
///
/// @param extra attributes that clients gave and nobody here reads
public record Role(
        UUID id, Optional<String> domain, String name, Optional<String> description, JsonNode options, JsonNode extra) {
    static final String COLUMNS = "id, domain, name, description, options, extra";

    static Role row(Row row) {
        return new Role(
                row.uuid("id"),
                row.optText("domain"),
                row.text("name"),
                row.optText("description"),
                row.json("options"),
                row.json("extra"));
    }
}
