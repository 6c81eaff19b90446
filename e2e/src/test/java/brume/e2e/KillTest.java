package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Demo;
import brume.app.demo.Made;
import brume.app.demo.OpenStack;
import brume.app.demo.Patience;
import brume.app.demo.Road;
import brume.app.demo.Trip;
import brume.base.file.Folders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `kill -9` in the middle of the road, at random moments.
final class KillTest {
    private static final int KILLS = 10;
    /// Bytes of deleted images are looked for every 30 seconds.
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// A look at all that there is costs more than waiting does.
    private static final Duration LOOK = Duration.ofMillis(500);

    /// `-Dbrume.seed=N` repeats the moments, as far as a machine's speed lets them be repeated.
    private final long seed = Long.getLong("brume.seed", System.nanoTime() & 0xffff);

    private final Random chance = new Random(seed);
    private CloudProcess cloud;
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        folder = Files.createTempDirectory("brume-kill-");
        cloud = CloudProcess.start("--simulate", "--hosts", "2");
    }

    @AfterEach
    void stop() {
        cloud.close();
        Folders.delete(folder);
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKillAndNothingElseIsLeft() throws Exception {
        System.out.println("seed " + seed);
        var fittings = new Fittings(admin());
        fittings.external();
        fittings.image("mini");
        var before = Holdings.of(cloud, admin());
        var trip = trip();
        var whole = time(trip::go);
        eventually(
                "nothing is left over",
                () -> assertThat(Holdings.of(cloud, admin())).isEqualTo(before));
        for (int i = 0; i < KILLS; i++) {
            var after = Duration.ofMillis(chance.nextLong(whole.toMillis()));
            System.out.println("kill " + i + " after " + after.toMillis() + " ms of " + whole.toMillis());
            killDuring(after, before);
        }
    }

    private void killDuring(Duration after, Holdings before) throws Exception {
        var trip = trip();
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
        asAcknowledged(trip);
        atRest();
        inOrder();
        trip.sweep();
        new Sweep(admin()).strangers();
        eventually(
                "nothing is left over",
                () -> assertThat(Holdings.of(cloud, admin())).isEqualTo(before));
        inOrder();
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

    /// Every server has come to where its owner wanted it last, and no host has an order that it has not answered.
    private void atRest() {
        var admin = admin();
        eventually("servers come to rest", () -> {
            for (var server :
                    admin.get("compute", "/v2.1/servers/detail?all_tenants=1").path("servers")) {
                assertThat(server.path("status").asString()).isIn("ACTIVE", "PAUSED", "SHUTOFF");
                assertThat(server.path("OS-EXT-STS:task_state").isNull()).isTrue();
            }
            assertThat(new Books(cloud.sql()).openOrders()).isZero();
        });
    }

    /// By the cloud's own audit, by its tables, and by a recount of what its quotas tell.
    private void inOrder() {
        var admin = admin();
        var books = new Books(cloud.sql());
        assertThat(new Auditor(cloud.api(), admin).findings()).isEmpty();
        assertThat(books.contradictions()).isEmpty();
        assertThat(books.miscounted(admin)).isEmpty();
    }

    private OpenStack admin() {
        return new OpenStack(OpenStack.http(), cloud.admin());
    }

    private Trip trip() throws IOException {
        var options = new Demo.Options(true, Optional.empty(), chance.nextLong(), true, Patience.ordinary());
        var quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Trip(cloud.admin(), options, quiet, Files.createTempDirectory(folder, "trip-"));
    }

    private static void eventually(String what, ThrowingRunnable claim) {
        Awaitility.await(what).atMost(PATIENCE).pollInterval(LOOK).untilAsserted(claim);
    }

    private static Duration time(Runnable act) {
        long start = System.nanoTime();
        act.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
