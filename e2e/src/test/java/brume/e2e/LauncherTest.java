package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brume.base.json.Json;
import brume.host.process.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./brume up`, whose process becomes the cloud: what it takes along of whoever started it is nothing.
final class LauncherTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @BeforeEach
    void needsTheLauncher() {
        assumeTrue(System.getProperty("brume.launcher") != null, "needs -Dbrume.launcher, as ./brume test sets it");
    }

    @AfterEach
    void down() {
        brume(List.of(), "down");
    }

    @Test
    void upLeavesACloudThatHoldsNothingOfItsStarter() throws IOException {
        var lock = folder.resolve("lock").toString();
        var up = brume(List.of("flock", lock), "up", "--simulate", "--listen", "127.0.0.1:0");
        assertThat(up.exit()).as(up.err()).isZero();
        assertThat(up.out()).contains("· database: a private PostgreSQL", "The cloud is up, at http://127.0.0.1:");
        assertThat(Command.of("flock", "--nonblock", lock, "true").run().exit()).isZero();

        var process = Path.of("/proc", process());
        assertThat(process.resolve("fd/0").toRealPath()).isEqualTo(Path.of("/dev/null"));
        for (var output : List.of("fd/1", "fd/2")) {
            assertThat(process.resolve(output).toRealPath()).isEqualTo(data().resolve("log/console.log"));
        }
        assertThat(session(process)).isEqualTo(process());
        assertThat(Files.readString(process.resolve("cmdline")))
                .as("words of the command line may be secret")
                .doesNotContain("--listen", data().toString());

        var again = brume(List.of(), "up", "--simulate");
        assertThat(again.exit()).isZero();
        assertThat(again.out()).contains("is up already");
    }

    @Test
    void whyACloudDoesNotStartIsToldInOneLine() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var up = brume(List.of(), "up", "--simulate", "--listen", "127.0.0.1:" + taken.getLocalPort());
            assertThat(up.exit()).isEqualTo(1);
            assertThat(up.err())
                    .contains("The cloud did not start:", "cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .doesNotContain("\tat ");
        }
        assertThat(brume(List.of(), "up", "--simulate", "--hosts", "many").exit())
                .isEqualTo(2);
    }

    private String process() throws IOException {
        var note = Json.read(Files.readString(data().resolve("running.json")));
        return note.path("process").asString("");
    }

    /// The id of its session (proc_pid_stat(5), the 6th field; the name before it ends with the last bracket).
    private static String session(Path process) throws IOException {
        var stat = Files.readString(process.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];
    }

    private Command.Output brume(List<String> before, String... words) {
        var line = new ArrayList<>(before);
        line.add(System.getProperty("brume.launcher"));
        line.addAll(List.of(words));
        line.addAll(List.of("--data", data().toString()));
        return Command.of(line).within(PATIENCE).run();
    }

    private Path data() {
        return folder.resolve("cloud");
    }
}
