package brume.e2e;

import brume.app.demo.Access;
import brume.base.json.Json;
import brume.host.process.Command;
import brume.host.process.Detached;
import brume.torture.RealGround;
import brume.torture.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What an operator has: a clone of this project, its launcher, and a cloud of real guests that is started by it.
final class Installation implements AutoCloseable {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration LONG = Duration.ofMinutes(20);
    private static final Pattern HOME = Pattern.compile("-Dbrume[.]home=(\\S+)");

    private final Path clone;
    private final Path data;
    private final String network = RealGround.freeNetwork();
    private final int port = FreePort.ofLoopback();

    Installation(Path folder) {
        clone = folder.resolve("brume");
        data = folder.resolve("data");
        Command.of("git", "clone", "-q", "--shared", ROOT.toString(), clone.toString())
                .within(LONG)
                .ok();
    }

    /// The commit that these tests are of.
    static String thisCommit() {
        return commit("HEAD");
    }

    /// The release before: `-Dbrume.before=COMMIT`, else the last tag `v*`, else the commit before this one.
    static String commitBefore() {
        return commit(System.getProperty("brume.before", Release.tagBefore().orElse("HEAD~1")));
    }

    /// The id of the commit that has a name.
    static String commit(String name) {
        return Command.of("git", "-C", ROOT.toString(), "rev-parse", name + "^{commit}")
                .ok()
                .strip();
    }

    /// As `git pull` does.
    void checkOut(String commit) {
        Command.of("git", "-C", clone.toString(), "checkout", "-q", "--detach", commit)
                .ok();
    }

    /// Runs the launcher.
    ///
    /// @return what it said
    String brume(String... words) {
        var output = Command.of(launcher(clone, words)).within(LONG).run();
        if (output.exit() != 0) throw new IllegalStateException(output.toString());
        return output.out() + output.err();
    }

    void up() {
        brume(
                "up",
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:" + port,
                "--hypervisor",
                "uml",
                "--public-network",
                network);
    }

    void down() {
        brume("down", "--data", data.toString());
    }

    /// As a power cut would end it.
    void kill() {
        var process = process().orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    /// The release that runs, as it was built.
    String running() {
        var line = Detached.commandLine(process().orElseThrow().pid());
        var home = HOME.matcher(line).results().findFirst().orElseThrow().group(1);
        try {
            return Files.readString(Path.of(home, "release")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<ProcessHandle> process() {
        try {
            var note = Json.read(Files.readString(data.resolve("running.json")));
            return ProcessHandle.of(note.path("process").asLong());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    Access admin() {
        try {
            var password = Files.readString(data.resolve("admin-password")).strip();
            var api = URI.create("http://127.0.0.1:" + port + "/identity/v3");
            return Access.of(api, "admin", password, "admin");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Traces traces() {
        return new Traces(data);
    }

    /// Takes everything off this machine again, also what a failed test left.
    @Override
    public void close() {
        if (process().isPresent()) down();
        if (Files.exists(data.resolve("host-id"))) traces().erase();
    }

    private static List<String> launcher(Path folder, String... words) {
        var line = new ArrayList<>(environment());
        line.add(folder.resolve("brume").toString());
        line.addAll(List.of(words));
        return line;
    }

    /// What comes before a program that builds: it has what it needs of its surroundings.
    static List<String> environment() {
        return List.of(
                "env", "HOME=" + System.getProperty("user.home"), "JAVA_HOME=" + System.getProperty("java.home"));
    }
}
