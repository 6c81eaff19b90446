package brume.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brume.base.file.Folders;
import brume.base.json.Json;
import brume.host.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An earlier release: its jars, built from its tag once. They stay in `.brume/releases`.
///
/// @param dist what a cloud runs from, as `app/target/dist`
record Release(String tag, Path dist) {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration BUILD = Duration.ofMinutes(15);

    /// The last one before this commit. Skips the test, with the reason, where this clone has none.
    static Release last() throws IOException {
        var before = tagBefore();
        assumeTrue(before.isPresent(), Release::lack);
        var tag = before.get();
        var folder = ROOT.resolve(".brume/releases").resolve(Installation.commit(tag));
        var built = folder.resolve("built");
        if (!Files.exists(built)) {
            build(tag, folder);
            Files.createFile(built);
        }
        return new Release(tag, folder.resolve("app/target/dist"));
    }

    /// The tag of the last release before the commit that is checked out, which may be a release itself; its
    /// commit, where this clone came without tags.
    static Optional<String> tagBefore() {
        var found = git("describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD^");
        return found.exit() == 0 ? Optional.of(found.out().strip()) : commitBefore();
    }

    /// As `releases` lists them, the oldest first: a tag does not go everywhere where its commit does.
    private static Optional<String> commitBefore() {
        try (var list = Release.class.getResourceAsStream("releases")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" ")[1])
                    .filter(commit ->
                            git("merge-base", "--is-ancestor", commit, "HEAD^").exit() == 0)
                    .reduce((older, newer) -> newer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lack() {
        if (git("rev-parse", "HEAD").exit() != 0)
            return "this is no clone of the repository, so no release before it is known";
        return git("rev-parse", "--is-shallow-repository").out().strip().equals("true")
                ? "this clone is shallow, and has no release (tag v*) before this commit: git fetch --unshallow --tags"
                : "no release (tag v*) is before this commit";
    }

    private static Command.Output git(String... arguments) {
        var line = new ArrayList<>(List.of("git", "-C", ROOT.toString()));
        line.addAll(List.of(arguments));
        return Command.of(line).run();
    }

    /// Without its tests, and without what its launcher adds for a quick start.
    private static void build(String tag, Path folder) {
        Folders.delete(folder);
        Command.of("git", "clone", "-q", "--shared", "--no-checkout", ROOT.toString(), folder.toString())
                .within(BUILD)
                .ok();
        Command.of("git", "-C", folder.toString(), "checkout", "-q", "--detach", Installation.commit(tag))
                .within(BUILD)
                .ok();
        var maven = new ArrayList<>(Installation.environment());
        maven.addAll(List.of("mvn", "-B", "-q", "-f", folder.resolve("pom.xml").toString(), "package"));
        maven.addAll(List.of("-pl", "app", "-am", "-Dmaven.test.skip=true"));
        Command.of(maven).within(BUILD).ok();
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
