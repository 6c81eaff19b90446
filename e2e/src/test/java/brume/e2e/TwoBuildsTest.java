package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Demo;
import brume.app.demo.OpenStack;
import brume.app.demo.Patience;
import brume.app.demo.Trip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two builds of two commits by the launcher, and a guest that is pinged from outside all along.
@LongRun
@Tag("host")
final class TwoBuildsTest {
    private static final Pattern NUMBER = Pattern.compile("bytes from .* icmp_seq=(\\d+)");

    @TempDir
    Path folder;

    @Test
    void aGuestAnswersEachPingWhileItsCloudIsUpgradedAndRolledBack() throws Exception {
        RealCloud.assume();
        var before = Installation.commitBefore();
        var now = Installation.thisCommit();
        try (var installed = new Installation(folder)) {
            installed.checkOut(before);
            installed.up();
            var earlier = installed.running();
            var told = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
            var options = new Demo.Options(false, Optional.of("uml"), 1, false, Patience.ordinary());
            var trip = new Trip(installed.admin(), options, told, folder);
            var guest = trip.reach();
            var boot = boot(trip);
            var process = installed.traces().guest();
            var answers = folder.resolve("pings");
            var ping = new ProcessBuilder("ping", "-n", "-D", "-i", "0.2", guest.address())
                    .redirectErrorStream(true)
                    .redirectOutput(answers.toFile())
                    .start();

            installed.checkOut(now);
            installed.brume("build");
            change(installed);
            var later = installed.running();
            assertThat(later).isNotEqualTo(earlier);
            asBefore(trip, guest, boot);

            installed.brume("rollback");
            change(installed);
            assertThat(installed.running()).isEqualTo(earlier);
            asBefore(trip, guest, boot);

            installed.brume("rollback", "--undo");
            installed.kill();
            installed.up();
            assertThat(installed.running()).isEqualTo(later);
            asBefore(trip, guest, boot);

            new ProcessBuilder("kill", "-INT", Long.toString(ping.pid()))
                    .start()
                    .waitFor();
            ping.onExit().join();
            var answered = answered(answers);
            System.out.println(earlier + " to " + later + " and back: " + answered.size() + " pings answered");
            // The one under way when the counting ends is not counted.
            assertThat(answered)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, answered.getLast()).boxed().toList());
            assertThat(installed.traces().guest()).isEqualTo(process);
            assertThat(process.alive()).isTrue();
            assertThat(new Auditor(installed.admin().auth().resolve("/"), admin(installed)).findings())
                    .isEmpty();
            trip.leave();
        }
    }

    private static OpenStack admin(Installation installed) {
        return new OpenStack(OpenStack.http(), installed.admin());
    }

    private static void change(Installation installed) {
        installed.down();
        installed.up();
    }

    private static void asBefore(Trip trip, Trip.Guest guest, String boot) {
        guest.server().becomes("ACTIVE");
        assertThat(boot(trip)).isEqualTo(boot);
    }

    private static String boot(Trip trip) {
        return Inside.run(trip, Inside.BOOT);
    }

    /// The numbers of the pings that were answered, in order.
    private static List<Integer> answered(Path told) throws IOException {
        return NUMBER.matcher(Files.readString(told))
                .results()
                .map(found -> Integer.parseInt(found.group(1)))
                .distinct()
                .sorted()
                .toList();
    }
}
