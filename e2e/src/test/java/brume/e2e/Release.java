package brume.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brume.base.file.Folders;
import brume.base.json.Json;
import brume.host.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/// An earlier release, built from its tag by its own launcher, once: it stays in `.brume/releases`.
///
/// @param dist what its launcher has built
record Release(String tag, Path dist) {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration BUILD = Duration.ofMinutes(15);

    /// The last one. Skips the test, with the reason, where none is tagged.
    static Release last() {
        var found = Command.of("git", "-C", ROOT.toString(), "describe", "--tags", "--abbrev=0", "--match", "v*")
                .run();
        assumeTrue(found.exit() == 0, "no release is tagged yet (v*), so there is none before this one");
        var tag = found.out().strip();
        var folder = ROOT.resolve(".brume/releases").resolve(tag);
        var dist = folder.resolve("app/target/dist");
        if (!Files.exists(dist.resolve("built"))) build(tag, folder);
        return new Release(tag, dist);
    }

    private static void build(String tag, Path folder) {
        try {
            Folders.delete(folder);
            Files.createDirectories(folder);
            var archive = folder.resolveSibling(tag + ".tar");
            Command.of("git", "-C", ROOT.toString(), "archive", "--output", archive.toString(), tag)
                    .ok();
            Command.of("tar", "-xf", archive.toString(), "-C", folder.toString())
                    .within(BUILD)
                    .ok();
            Files.delete(archive);
            Command.of(Installation.launcher(folder, "build")).within(BUILD).ok();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads what hosts are told as this release's programs read it, and writes it as they do.
    ///
    /// @param kind of the item, as `GUEST`
    String retold(String kind, String spec) throws ReflectiveOperationException, IOException {
        var jars = new ArrayList<URL>();
        try (var files = Files.newDirectoryStream(dist.resolve("lib"), "*.jar")) {
            for (var jar : files) jars.add(jar.toUri().toURL());
        }
        try (var loader = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            var kinds = loader.loadClass("brume.contract.ItemKey$Kind");
            var type = kinds.getMethod("type")
                    .invoke(kinds.getMethod("valueOf", String.class).invoke(null, kind));
            var json = loader.loadClass(Json.class.getName());
            var item = json.getMethod("read", String.class, Class.class).invoke(null, spec, type);
            return (String) json.getMethod("text", Object.class).invoke(null, item);
        }
    }
}
