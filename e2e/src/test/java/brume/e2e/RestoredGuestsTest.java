package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Demo;
import brume.app.demo.Patience;
import brume.app.demo.Server;
import brume.app.demo.Trip;
import brume.base.file.Folders;
import brume.host.process.Command;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real guests, while their cloud loses its database and is restored from a backup that knows only one of them.
@Tag("host")
@LongRun
final class RestoredGuestsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Patience UNHURRIED = Patience.ordinary();
    private static final Pattern GUEST = Pattern.compile("guest +([0-9a-f-]{36}) on host \\S+: (\\S+), running");

    private static RealCloud cloud;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        RealCloud.assume();
        cloud = RealCloud.start("--hypervisor", "uml");
    }

    @AfterAll
    static void stop() {
        if (cloud != null) cloud.close();
    }

    @Test
    void guestsOutliveTheirDatabaseAndStrangersAreAdoptedOrRemoved() {
        var told = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var trip = new Trip(
                cloud.access(), new Demo.Options(false, Optional.of("uml"), 1, false, UNHURRIED), told, folder);
        var first = trip.reach();
        var process = cloud.traces().guest();
        var boot = inside(trip);
        var data = cloud.process().data();
        var keys = folder.resolve("keys").toString();
        var file = folder.resolve("cloud.tar").toString();
        assertThat(run("backup", file, "--keys", keys).exit()).isZero();
        var second = another(first, "second");
        var third = another(first, "third");

        cloud.process().stop();
        assertThat(process.alive()).isTrue();
        assertThat(inside(trip)).as("it answers without a control").isEqualTo(boot);
        Folders.delete(data.resolve("postgres"));
        assertThat(run("restore", file, "--keys", keys, "--force").exit()).isZero();
        cloud.process().start();

        first.server().becomes("ACTIVE");
        assertThat(process.alive()).as("the same process").isTrue();
        assertThat(inside(trip)).isEqualTo(boot);
        Awaitility.await("strangers").atMost(PATIENCE).until(() -> strangers().size() == 2);
        var strangers = strangers();
        assertThat(strangers).containsOnlyKeys("second", "third");
        assertThat(second.seen()).isFalse();

        assertThat(run("hosts", "adopt", strangers.get("second")).exit()).isZero();
        second.becomes("ACTIVE");
        assertThat(run("hosts", "remove", strangers.get("third")).exit()).isZero();
        Awaitility.await("the third is gone")
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(cloud.traces().seen()).noneMatch(trace -> trace.contains(strangers.get("third"))));
        assertThat(third.seen()).isFalse();
        assertThat(process.alive()).isTrue();
        assertThat(cloud.traces().seen()).anyMatch(trace -> trace.contains(strangers.get("second")));

        second.delete();
        trip.leave();
        Awaitility.await("no guest is left").atMost(PATIENCE).until(() -> !process.alive());
        assertThat(strangers()).isEmpty();
    }

    private static String inside(Trip trip) {
        return Inside.run(trip, Inside.BOOT);
    }

    /// A guest beside the first.
    private static Server another(Trip.Guest first, String name) {
        var like = first.server().show();
        var network = first.client()
                .get("network", "/v2.0/ports/" + first.server().port())
                .path("port")
                .path("network_id")
                .asString();
        var flavors = first.client().get("compute", "/v2.1/flavors/detail").path("flavors");
        var flavor = flavors.valueStream()
                .filter(each -> each.path("name")
                        .asString()
                        .equals(like.path("flavor").path("original_name").asString()))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString();
        var body = Map.of(
                "name",
                name,
                "flavorRef",
                flavor,
                "imageRef",
                like.path("image").path("id").asString(),
                "networks",
                List.of(Map.of("uuid", network)));
        var id = first.client()
                .post("compute", "/v2.1/servers", Map.of("server", body))
                .path("server")
                .path("id")
                .asString();
        var server = new Server(first.client(), id, UNHURRIED);
        server.becomes("ACTIVE");
        return server;
    }

    /// The guests that nobody knows: their ids, by their names.
    private static Map<String, String> strangers() {
        return GUEST.matcher(run("hosts", "strangers").out())
                .results()
                .collect(Collectors.toMap(found -> found.group(2), found -> found.group(1)));
    }

    private static Command.Output run(String... arguments) {
        return cloud.process().command(arguments);
    }
}
