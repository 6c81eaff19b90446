package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Demo;
import brume.app.demo.OpenStack;
import brume.app.demo.Patience;
import brume.app.demo.Server;
import brume.app.demo.Trip;
import brume.torture.Leftovers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
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

    /// The disk is as large as the image.
    private static final Map<String, Object> AS_ITS_IMAGE =
            Map.of("name", "e2e.full", "id", "f42", "ram", 128, "vcpus", 1, "disk", 0);

    private static final long IMAGE_BYTES = 64 << 20;
    /// What an overlay needs beside its blocks.
    private static final long MAP_BYTES = 1 << 20;

    /// Fills the file system, and then writes beyond the end of the disk below it.
    private static final String FILL = """
            #!/bin/sh
            dd if=/dev/zero of=/fill bs=64k 2>/dev/console
            dd if=/dev/zero of=/dev/ubda bs=1M seek=64 count=1 conv=notrunc 2>/dev/console
            sync
            echo 'all is written' >/dev/console
            """;

    private static RealCloud cloud;
    private static SortedSet<String> traces;
    private static Map<String, Long> counts;

    @BeforeAll
    static void start() {
        RealCloud.assume();
        cloud = RealCloud.start();
        new Fittings(cloud.admin()).flavor("e2e.nano", "n42", 128, 1);
        cloud.admin().post("compute", "/v2.1/flavors", Map.of("flavor", AS_ITS_IMAGE));
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
        var boot = Inside.run(trip, Inside.BOOT);
        double before = uptime(trip);
        cloud.process().kill();
        // Its network works while nobody looks after it.
        Inside.run(trip, "true");
        cloud.process().start();
        assertThat(cloud.traces().guest()).isEqualTo(process);
        assertThat(Inside.run(trip, Inside.BOOT)).isEqualTo(boot);
        assertThat(uptime(trip)).isGreaterThan(before);
        guest.server().becomes("ACTIVE");
        trip.leave();
    }

    @Test
    void aGuestThatFillsItsDiskFillsNothingElse(@TempDir Path folder) throws IOException {
        var out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var trip = new Trip(cloud.access(), options("uml"), out, folder);
        var other = trip.reach();
        var boot = Inside.run(trip, Inside.BOOT);
        Inside.run(trip, "echo mine >/mark && sync");
        var before = disks();
        var full = filling(other);
        Awaitility.await("its disk is full")
                .atMost(PATIENCE_WITH_GUESTS.boot())
                .until(() -> full.console().contains("all is written"));
        assertThat(full.console().split("No space left on device", -1))
                .as("the file system's end, and the disk's: %s", full.console())
                .hasSize(3);
        var disks = disks();
        disks.removeAll(before);
        assertThat(disks)
                .singleElement(InstanceOfAssertFactories.PATH)
                .satisfies(disk -> assertThat(Files.size(disk)).isBetween(IMAGE_BYTES, IMAGE_BYTES + MAP_BYTES));
        full.becomes("ACTIVE");
        Inside.run(trip, "ping -c 1 -W 10 " + full.address());
        assertThat(Inside.run(trip, Inside.BOOT + "; echo more >>/mark && sync && cat /mark"))
                .isEqualTo(boot + "\nmine\nmore");
        full.delete();
        trip.leave();
    }

    /// The disks of all guests.
    private static Set<Path> disks() {
        return cloud.traces().seen().stream()
                .filter(trace -> trace.startsWith("file ") && trace.endsWith(".cow"))
                .map(trace -> Path.of(trace.substring("file ".length())))
                .collect(Collectors.toSet());
    }

    /// A guest beside another, of the same image, that fills its disk as soon as it has booted.
    private static Server filling(Trip.Guest other) {
        var like = other.server().show();
        var network = other.client()
                .get("network", "/v2.0/ports/" + other.server().port())
                .path("port")
                .path("network_id")
                .asString();
        var body = Map.of(
                "name",
                "full",
                "flavorRef",
                AS_ITS_IMAGE.get("id"),
                "imageRef",
                like.path("image").path("id").asString(),
                "networks",
                List.of(Map.of("uuid", network)),
                "security_groups",
                List.of(Map.of(
                        "name",
                        like.path("security_groups").path(0).path("name").asString())),
                "user_data",
                Base64.getEncoder().encodeToString(FILL.getBytes(StandardCharsets.UTF_8)));
        var id = other.client()
                .post("compute", "/v2.1/servers", Map.of("server", body))
                .path("server")
                .path("id")
                .asString();
        var server = new Server(other.client(), id, PATIENCE_WITH_GUESTS);
        server.becomes("ACTIVE");
        return server;
    }

    private static double uptime(Trip trip) {
        return Double.parseDouble(Inside.run(trip, "cat /proc/uptime").split(" ")[0]);
    }

    private static Demo.Options options(String hypervisor) {
        return new Demo.Options(false, Optional.of(hypervisor), 1, false, PATIENCE_WITH_GUESTS);
    }

    /// Asked with a token that the cloud knows also after it was killed.
    private static Map<String, Long> counted() {
        return new Leftovers(new OpenStack(OpenStack.http(), cloud.access())).counted();
    }
}
