package brume.base.postgres;

import brume.base.file.Folders;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs on this machine: those that come with us, unpacked once into a cache folder, or installed
/// ones.
final class Binaries {
    private static final String VERSION = "18.6";
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private Binaries() {}

    /// @return the folder that holds `postgres`, `initdb` and `pg_ctl`
    static Path find(PostgresSettings settings) {
        if (settings.installed().isPresent()) return check(settings.installed().get());
        var home = settings.cache().resolve("postgres-" + VERSION);
        if (!Files.isDirectory(home)) unpack(home);
        return check(home.resolve("bin"));
    }

    private static Path check(Path bin) {
        if (!Files.isExecutable(bin.resolve("postgres"))) {
            throw new PostgresFault("no PostgreSQL in " + bin);
        }
        return bin;
    }

    /// Two processes may do this at once: each unpacks into a folder of its own, and the first rename wins.
    private static void unpack(Path home) {
        try (var archive = Binaries.class.getResourceAsStream(ARCHIVE)) {
            if (archive == null) {
                throw new PostgresFault("no PostgreSQL for this kind of machine comes with us: "
                        + "install one, or use --database postgresql://…");
            }
            Files.createDirectories(home.getParent());
            var part = Files.createTempDirectory(home.getParent(), "unpack-");
            try {
                extract(archive, part);
                Files.setPosixFilePermissions(part, permissions(0755));
                Folders.moveUnlessThere(part, home);
            } finally {
                Folders.delete(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void extract(InputStream archive, Path into) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                var target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) throw new IOException("archive entry outside: " + entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    place(tar, entry, into, target);
                }
            }
        }
    }

    private static void place(TarArchiveInputStream tar, TarArchiveEntry entry, Path into, Path target)
            throws IOException {
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(target, into.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(tar, target);
            Files.setPosixFilePermissions(target, permissions((entry.getMode() & 0111) != 0 ? 0755 : 0644));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var all = PosixFilePermission.values();
        var set = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < all.length; i++) if ((mode & (0400 >> i)) != 0) set.add(all[i]);
        return set;
    }
}
