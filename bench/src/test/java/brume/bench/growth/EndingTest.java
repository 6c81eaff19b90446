package brume.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A run of `./brume bench growth` that is ended by SIGTERM leaves no database and no folder. Looked at are only
/// processes that this test has started, found by the folder that it gave them.
final class EndingTest {
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /// The bench's temporary folder.
    @TempDir
    Path folder;

    private Process bench;

    @AfterEach
    void end() throws IOException {
        bench.destroyForcibly();
        for (var left : left()) left.destroyForcibly();
    }

    /// @param all whether its process apart is told too, as a signal to their group does
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingIsLeftOfARunThatWasEnded(boolean all) throws IOException, InterruptedException {
        bench = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        CLASS_PATH,
                        Growth.class.getName(),
                        "--hosts",
                        "4")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await("a database").atMost(PATIENCE).until(() -> postmaster().isPresent());
        var database = postmaster().orElseThrow();
        assertThat(left()).contains(database);

        var group = all ? bench.children().toList() : List.<ProcessHandle>of();
        bench.destroy();
        group.forEach(ProcessHandle::destroy);

        assertThat(bench.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(bench.exitValue()).isNotZero();
        assertThat(left()).isEmpty();
        // Its entry may stay for a moment, until the machine's first process has heard of its end.
        await("the end of the database").atMost(PATIENCE).until(() -> !database.isAlive());
        assertThat(folder).isEmptyDirectory();
    }

    /// The database's process, once it says that it is ready: in the last line of its file.
    private Optional<ProcessHandle> postmaster() throws IOException {
        try (var runs = Files.list(folder)) {
            for (var run : runs.toList()) {
                var file = run.resolve("data/postgres/cluster/postmaster.pid");
                if (!Files.exists(file)) continue;
                var lines = Files.readAllLines(file);
                if (lines.getLast().strip().equals("ready"))
                    return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
            }
        }
        return Optional.empty();
    }

    /// Other processes than the bench itself in whose command line its folder is.
    private List<ProcessHandle> left() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != bench.pid() && line(process).contains(folder.toString()))
                .toList();
    }

    private static String line(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException gone) {
            return "";
        }
    }
}
