package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.HostId;
import brume.contract.ItemKey;
import brume.contract.ItemKey.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Tag("host")
@ExtendWith(NeedsRoot.class)
final class CrashTest {
    private static final int KILLS = 8;

    /// A network is made, and removed again, in about as many.
    private static final int STEPS = 12;

    @TempDir
    Path folder;

    @Test
    void whereverAProcessIsKilledTheNextOneMakesWholeOrRemoves() throws Exception {
        var random = new Random(42);
        var host = new HostId(UUID.randomUUID());
        var found = EnumSet.noneOf(Kind.class);
        for (int i = 0; i < KILLS; i++) {
            runAndKill(host, 1 + random.nextInt(STEPS), random.nextInt(200));
            try (var network =
                    new LinuxNetwork(LinuxNetwork.Options.of(host, folder.resolve("state")), new SecureRandom())) {
                network.repair();
                var kinds = network.items().stream().map(ItemKey::kind).collect(Collectors.toSet());
                if (kinds.containsAll(Set.of(Kind.NETWORK, Kind.PORT)))
                    assertThat(network.items())
                            .anyMatch(item -> network.tap(item.id()).isPresent());
                found.addAll(kinds);
                network.items().forEach(network::remove);
                assertThat(network.traces()).as("after kill %d", i).isEmpty();
            }
        }
        assertThat(found).as("no kill met anything").isNotEmpty();
    }

    /// @param milliseconds after so many steps
    private void runAndKill(HostId host, int steps, long milliseconds) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-Dbrume.run=" + Specs.RUN,
                        "-cp",
                        System.getProperty("java.class.path"),
                        BusyHost.class.getName(),
                        host.toString(),
                        folder.resolve("state").toString())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        var told = process.inputReader();
        for (int i = 0; i < steps; i++)
            assertThat(told.readLine()).as("it ended by itself").isNotNull();
        assertThat(process.waitFor(milliseconds, TimeUnit.MILLISECONDS))
                .as("it ended by itself")
                .isFalse();
        // A command that it had begun goes on to its end: the next process would not start that soon. It begins no
        // more.
        new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                .start()
                .waitFor();
        var commands = process.descendants().toList();
        process.destroyForcibly().waitFor();
        for (var command : commands) command.onExit().join();
    }
}
