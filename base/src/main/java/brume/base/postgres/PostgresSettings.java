package brume.base.postgres;

import java.nio.file.Path;
import java.util.Optional;

/// How a private PostgreSQL is run.
///
/// @param cache            folder for the unpacked programs, shared by all servers of this user
/// @param installed        programs to use instead, as `/usr/lib/postgresql/15/bin`
/// @param template         a cluster made by [EmbeddedPostgres#packTemplate], copied at first start: quicker than
/// initdb
/// @param durable          false turns off fsync and its kin: for clouds that are simulated
/// @param sharedBuffersMiB PostgreSQL's page cache, in MiB
/// @param connections      most connections at once
public record PostgresSettings(
        Path cache,
        Optional<Path> installed,
        Optional<Path> template,
        boolean durable,
        int sharedBuffersMiB,
        int connections) {

    /// Durable, with the programs that come with us, cached in [#defaultCache].
    public static PostgresSettings defaults() {
        return new PostgresSettings(defaultCache(), Optional.empty(), Optional.empty(), true, 128, 60);
    }

    public PostgresSettings withCache(Path folder) {
        return new PostgresSettings(folder, installed, template, durable, sharedBuffersMiB, connections);
    }

    public PostgresSettings withInstalled(Path bin) {
        return new PostgresSettings(cache, Optional.of(bin), template, durable, sharedBuffersMiB, connections);
    }

    public PostgresSettings withTemplate(Path cluster) {
        return new PostgresSettings(cache, installed, Optional.of(cluster), durable, sharedBuffersMiB, connections);
    }

    public PostgresSettings withDurable(boolean on) {
        return new PostgresSettings(cache, installed, template, on, sharedBuffersMiB, connections);
    }

    public PostgresSettings withConnections(int most) {
        return new PostgresSettings(cache, installed, template, durable, sharedBuffersMiB, most);
    }

    /// `/var/cache/brume` for root, else `brume` in the user's cache folder (XDG base directory specification).
    public static Path defaultCache() {
        if (System.getProperty("user.name").equals("root")) return Path.of("/var/cache/brume");
        var xdg = System.getenv("XDG_CACHE_HOME");
        var base =
                xdg != null && xdg.startsWith("/") ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("brume");
    }
}
