package brume.app.cli;

import brume.app.backup.Place;
import brume.base.postgres.PostgresSettings;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Where the tables of a cloud are, or are to be.
final class StateOptions {
    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "your PostgreSQL, 15 or newer: postgresql://user:password@host:port/name"
                    + " (a private one in the data folder)")
    private String database;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "folder for what can be made again (/var/cache/brume for root, else ~/.cache/brume)")
    private Path cache;

    Place at(Path data, boolean durable) {
        var cached = Cache.of(cache);
        Cache.make(cached);
        return new Place(
                data,
                Optional.ofNullable(database),
                PostgresSettings.defaults().withCache(cached).withDurable(durable));
    }

    Optional<String> database() {
        return Optional.ofNullable(database);
    }
}
