package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Demo;
import brume.app.demo.OpenStack;
import brume.app.demo.Patience;
import brume.app.demo.Trip;
import brume.torture.Leftovers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Guests that really boot on this machine: reached by ping and SSH from outside, and gone afterwards without a trace.
/// Skipped, with the reason, where there is no root or a program is missing.
@Tag("host")
final class RealGuestsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// An emulated guest on a machine that is busy with other tests.
    private static final Patience PATIENCE_WITH_GUESTS = new Patience(Duration.ofMinutes(3), Duration.ofMinutes(10));

    private static RealCloud cloud;
    private static SortedSet<String> traces;
    private static Map<String, Long> counts;

    @BeforeAll
    static void start() {
        RealCloud.assume();
        cloud = RealCloud.start();
        new Fittings(cloud.admin()).flavor("e2e.nano", "n42", 128, 1);
        traces = cloud.traces().seen();
        counts = counted();
    }

    @AfterAll
    static void stop() {
        if (cloud != null) cloud.close();
    }

    @AfterEach
    void nothingIsLeft() {
        Awaitility.await("nothing is left over").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(counted()).isEqualTo(counts);
            assertThat(cloud.traces().seen()).isEqualTo(traces);
        });
    }

    @Test
    void theRoadIsGoneWithAGuestOfUserModeLinux() {
        theRoadIsGone("uml");
    }

    @Test
    @LongRun
    void theRoadIsGoneWithAGuestOfQemu() {
        theRoadIsGone("qemu");
    }

    private static void theRoadIsGone(String hypervisor) {
        var told = new ByteArrayOutputStream();
        var out = new PrintStream(told, true, StandardCharsets.UTF_8);
        boolean arrived = new Demo(cloud.access(), options(hypervisor), out).go();
        System.out.println(told.toString(StandardCharsets.UTF_8));
        assertThat(arrived).as(told.toString(StandardCharsets.UTF_8)).isTrue();
        assertThat(told.toString(StandardCharsets.UTF_8)).doesNotContain("left out");
    }

    @Test
    void theOpenstackClientGoesTheRoad(@TempDir Path folder) {
        ClientProcess.assumeOpenstack();
        new OpenstackRoad(cloud.access(), folder).go(GuestDisk.mini("uml"));
    }

    @Test
    void openstacksdkGoesTheRoad(@TempDir Path folder) {
        ClientProcess.assumeSdk();
        SdkRoad.go(cloud.access(), GuestDisk.mini("uml"), folder, true);
    }

    @Test
    void aGuestRunsOnWhileTheCloudIsKilledAndComesBack(@TempDir Path folder) {
        var out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var trip = new Trip(cloud.access(), options("uml"), out, folder);
        var guest = trip.reach();
        var process = cloud.traces().guest();
        var boot = inside(trip, "cat /proc/sys/kernel/random/boot_id");
        double before = uptime(trip);
        cloud.process().kill();
        assertThat(trip.ssh("true"))
                .as("its network works while nobody looks after it")
                .isPresent();
        cloud.process().start();
        assertThat(cloud.traces().guest()).isEqualTo(process);
        assertThat(inside(trip, "cat /proc/sys/kernel/random/boot_id")).isEqualTo(boot);
        assertThat(uptime(trip)).isGreaterThan(before);
        guest.server().becomes("ACTIVE");
        trip.leave();
    }

    private static double uptime(Trip trip) {
        return Double.parseDouble(inside(trip, "cat /proc/uptime").split(" ")[0]);
    }

    private static String inside(Trip trip, String command) {
        return trip.ssh(command).orElseThrow(() -> new AssertionError("nobody lets us in"));
    }

    private static Demo.Options options(String hypervisor) {
        return new Demo.Options(false, Optional.of(hypervisor), 1, false, PATIENCE_WITH_GUESTS);
    }

    /// Asked with a token that the cloud knows also after it was killed.
    private static Map<String, Long> counted() {
        return new Leftovers(new OpenStack(OpenStack.http(), cloud.access())).counted();
    }
}
