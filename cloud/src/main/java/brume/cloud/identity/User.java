package brume.cloud.identity;

import brume.base.sql.Row;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Somebody, or some program, who can log in.
///
/// @param defaultProject    where a login without a scope goes
/// @param passwordExpiresAt absent for a password that lasts, or for none
/// @param options           known settings, as `lock_password`
/// @param extra             attributes that clients gave and nobody here reads, as `email`
public record User(
        UUID id,
        String domain,
        String name,
        boolean enabled,
        Optional<UUID> defaultProject,
        Optional<Instant> passwordExpiresAt,
        JsonNode options,
        JsonNode extra) {
    static final String SELECT = """
            select u.id, u.domain, u.name, u.enabled, u.default_project, u.options, u.extra,
                   (select p.expires_at from user_password p where p.user_id = u.id order by p.id desc limit 1)
                       as expires_at
              from identity_user u
            """;

    static User row(Row row) {
        return new User(
                row.uuid("id"),
                row.text("domain"),
                row.text("name"),
                row.flag("enabled"),
                row.optUuid("default_project"),
                row.optInstant("expires_at"),
                row.json("options"),
                row.json("extra"));
    }
}
