package brume.app.backup;

import brume.base.postgres.PostgresSettings;
import java.nio.file.Path;
import java.util.Optional;

/// Where a cloud is, or is to be.
///
/// @param data     its folder
/// @param database `postgresql://user:password@host:port/name`; empty for a private server in [#data]
/// @param postgres how the private server is run
public record Place(Path data, Optional<String> database, PostgresSettings postgres) {}
