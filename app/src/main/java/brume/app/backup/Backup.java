package brume.app.backup;

import brume.base.file.FolderLock;
import brume.base.file.Folders;
import brume.base.sql.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.function.Consumer;
import javax.sql.DataSource;

/// Writes the whole control plane into one file, while it runs or while it is down.
public final class Backup {
    private final Path data;
    private final DataSource database;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /// @param data     the cloud's folder
    /// @param database where its tables are
    public Backup(Path data, DataSource database, InstantSource clock) {
        this.data = data;
        this.database = database;
        this.clock = clock;
    }

    /// What is to be written.
    ///
    /// @param secret    seals the keys
    /// @param simulated whether the cloud's hosts are
    /// @param images    whether the images' bytes go along
    public record Wish(Path file, String secret, boolean simulated, boolean images) {}

    /// @param progress is told what is being done, a line at a time
    /// @return what is in the file
    /// @throws Unrestorable when the file is there already
    public Manifest write(Wish wish, Consumer<String> progress) {
        var held = Folders.createPrivate(data.resolve("backup"));
        var lock = FolderLock.take(held);
        try (lock;
                var archive = new ArchiveWriter(wish.file)) {
            var links = held.resolve("images");
            Folders.delete(links);
            Folders.createPrivate(links);
            try {
                return write(wish, archive, links, progress);
            } finally {
                Folders.delete(links);
            }
        }
    }

    private Manifest write(Wish wish, ArchiveWriter archive, Path links, Consumer<String> progress) {
        var by = Sealed.by(wish.secret, random);
        // Held before and after the snapshot is taken: of what its rows name, nothing was made later or gone sooner.
        if (wish.images) ImageFiles.hold(data, links);
        try (var snapshot = Snapshot.of(database)) {
            if (wish.images) ImageFiles.hold(data, links);
            archive.put(PartName.KEYS, by.seal(Keepsakes.read(data), random));
            var tables = new ArrayList<Manifest.Rows>();
            for (var table : snapshot.tables()) {
                long rows = archive.rows(table.name(), out -> snapshot.write(table, out));
                tables.add(new Manifest.Rows(table, rows));
            }
            progress.accept("%d tables".formatted(tables.size()));
            if (wish.images) images(archive, links, progress);
            var manifest = new Manifest(
                    Manifest.FORMAT,
                    clock.instant().truncatedTo(ChronoUnit.SECONDS),
                    snapshot.server(),
                    wish.simulated,
                    wish.images,
                    snapshot.steps(),
                    tables,
                    snapshot.sequences(),
                    archive.parts());
            archive.finish(manifest, by);
            return manifest;
        }
    }

    private static void images(ArchiveWriter archive, Path links, Consumer<String> progress) {
        var keys = ImageFiles.held(links);
        for (var key : keys) {
            var file = links.resolve(key.toString());
            try (var in = Files.newInputStream(file)) {
                archive.put(PartName.image(key), Files.size(file), in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        progress.accept("%d images".formatted(keys.size()));
    }
}
