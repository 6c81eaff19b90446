package brume.app.cli;

import brume.base.file.Reason;
import brume.base.postgres.PostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder for what can be made again.
final class Cache {
    private Cache() {}

    /// The one that was named, else the usual one.
    static Path of(Path named) {
        return named == null ? PostgresSettings.defaultCache() : named.toAbsolutePath();
    }

    /// Makes it, unless it is there.
    ///
    /// @throws Failure when it can't be made
    static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Failure(folder + " can't be the cache (" + Reason.of(e) + "); name another folder by --cache");
        }
    }
}
