package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Demo;
import brume.app.demo.Made;
import brume.app.demo.OpenStack;
import brume.app.demo.Patience;
import brume.app.demo.Road;
import brume.app.demo.Trip;
import brume.base.file.Folders;
import brume.torture.Leftovers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// `kill -9` in the middle of the road, at random moments.
final class KillTest {
    private static final int KILLS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// `-Dbrume.seed=N` repeats the moments, as far as a machine's speed lets them be repeated.
    private final long seed = Long.getLong("brume.seed", System.nanoTime() & 0xffff);

    @Test
    void whatWasAcknowledgedIsThereAfterAKillAndNothingElseIsLeft() throws Exception {
        System.out.println("seed " + seed);
        var chance = new Random(seed);
        var folder = Files.createTempDirectory("brume-kill-");
        try (var cloud = CloudProcess.start("--simulate", "--hosts", "2")) {
            var admin = new OpenStack(OpenStack.http(), cloud.admin());
            var fittings = new Fittings(admin);
            fittings.external();
            fittings.image("mini");
            var before = counted(admin);
            var whole = time(trip(cloud, folder)::go);
            assertThat(counted(admin)).isEqualTo(before);
            for (int i = 0; i < KILLS; i++) {
                var after = Duration.ofMillis(chance.nextLong(whole.toMillis()));
                System.out.println("kill " + i + " after " + after.toMillis() + " ms of " + whole.toMillis());
                killDuring(cloud, folder, after, before);
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private void killDuring(CloudProcess cloud, Path folder, Duration after, Map<String, Long> before)
            throws Exception {
        var trip = trip(cloud, folder);
        var end = new AtomicReference<Throwable>();
        var traveller = Thread.ofVirtual().start(() -> {
            try {
                trip.go();
            } catch (RuntimeException | Error e) {
                end.set(e);
            }
        });
        traveller.join(after);
        cloud.kill();
        traveller.join();
        var blocked = end.get();
        if (blocked != null) assertThat(blocked).isInstanceOf(Road.Blocked.class);
        cloud.start();
        var admin = new OpenStack(OpenStack.http(), cloud.admin());
        asAcknowledged(trip);
        atRest(admin);
        trip.sweep();
        new Sweep(admin).strangers();
        Awaitility.await("nothing is left over")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(counted(admin)).isEqualTo(before));
    }

    private static void asAcknowledged(Trip trip) {
        assertThat(trip.made().in(Made.State.THERE))
                .allSatisfy(thing ->
                        assertThat(thing.seen().getAsBoolean()).as(thing.name()).isTrue());
        // A user who is gone can't look.
        boolean user = trip.made().in(Made.State.THERE).stream()
                .anyMatch(thing -> thing.name().equals("user"));
        if (!user) return;
        assertThat(trip.made().in(Made.State.GONE))
                .allSatisfy(thing ->
                        assertThat(thing.seen().getAsBoolean()).as(thing.name()).isFalse());
    }

    /// Every server has come to where its owner wanted it last.
    private static void atRest(OpenStack admin) {
        Awaitility.await("servers come to rest").atMost(PATIENCE).untilAsserted(() -> {
            for (var server :
                    admin.get("compute", "/v2.1/servers/detail?all_tenants=1").path("servers")) {
                assertThat(server.path("status").asString()).isIn("ACTIVE", "PAUSED", "SHUTOFF");
                assertThat(server.path("OS-EXT-STS:task_state").isNull()).isTrue();
            }
        });
    }

    private static Map<String, Long> counted(OpenStack admin) {
        return new Leftovers(admin).counted();
    }

    private static Trip trip(CloudProcess cloud, Path folder) throws IOException {
        var options = new Demo.Options(true, Optional.empty(), 1, true, Patience.ordinary());
        var quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Trip(cloud.admin(), options, quiet, Files.createTempDirectory(folder, "trip-"));
    }

    private static Duration time(Runnable act) {
        long start = System.nanoTime();
        act.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
