package brume.app.backup;

import brume.app.Life;
import brume.base.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The small files of a data folder that belong to the control plane: keys, first passwords, the settings of its last
/// start, and what was made at its first. Those of the machine as a host are none of them.
final class Keepsakes {
    private static final Pattern NAMES = Pattern.compile("(secret-)?keys/[0-9]{1,9}-[0-9]{1,15}\\.key"
            + "|(admin|demo)-password|settings\\.json|made/[a-z]{1,32}" + "|tls/authority(-key)?\\.pem");
    private static final List<String> FOLDERS = List.of("keys", "secret-keys", "made", "tls");
    private static final List<String> FILES = List.of("admin-password", "demo-password", "settings.json");
    private static final int MOST_BYTES = 1 << 20;

    private Keepsakes() {}

    /// Those of a data folder, by their names in it.
    static Map<String, byte[]> read(Path data) {
        var life = Life.of(data).folder();
        var files = new TreeMap<String, byte[]>();
        FILES.forEach(name -> read(data, name, files));
        for (var folder : FOLDERS) {
            if (!Files.isDirectory(life.resolve(folder))) continue;
            try (var entries = Files.list(life.resolve(folder))) {
                entries.map(entry -> folder + "/" + entry.getFileName()).forEach(name -> read(life, name, files));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static void read(Path from, String name, Map<String, byte[]> into) {
        var file = from.resolve(name);
        if (!NAMES.matcher(name).matches() || !Files.isRegularFile(file)) return;
        try {
            into.put(name, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether a data folder has any.
    static boolean any(Path data) {
        return !read(data).isEmpty();
    }

    /// Writes them, each readable by its owner alone.
    ///
    /// @throws Unrestorable when one has a name that none of ours has
    static void write(Path folder, Map<String, byte[]> files) {
        files.forEach((name, bytes) -> {
            if (!NAMES.matcher(name).matches() || bytes.length > MOST_BYTES) {
                throw new Unrestorable("there is a key in it that no backup has");
            }
            var file = folder.resolve(name);
            try {
                Folders.createPrivate(file.getParent());
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.write(file, bytes, StandardOpenOption.SYNC);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// The names at the top of a data folder under which they lie, and what says which of them count.
    static Set<String> tops() {
        return Set.of(
                "keys",
                "secret-keys",
                "made",
                "tls",
                "admin-password",
                "demo-password",
                "settings.json",
                Life.FILE,
                Life.LIVES);
    }
}
