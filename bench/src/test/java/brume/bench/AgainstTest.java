package brume.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import brume.testcloud.TestCloud;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `./brume bench --against`, with a simulated cloud as somebody else's.
final class AgainstTest {
    private static final Rates.Patience SHORT =
            new Rates.Patience(Duration.ofMillis(100), 50, 2, Duration.ofMillis(40), 100);
    private static final Set<Part> PARTS =
            Set.of(Part.SERVER, Part.FLAVORS, Part.IMAGES, Part.NETWORKS, Part.PORTS, Part.PORT, Part.CREATE);
    private static final String CLOUDS = """
            clouds:
              there: {auth: {auth_url: "%1$s/identity", username: admin, password: %2$s, project_name: admin}}
              locked: {auth: {auth_url: "%1$s/identity/v3", username: admin, password: wrong, project_name: admin}}
              down: {auth: {auth_url: "http://127.0.0.1:%3$d/v3", username: a, password: b, project_name: c}}
            """;

    @TempDir
    private static Path folder;

    private static Map<String, String> environment;
    private static TestCloud cloud;
    private static Api admin;

    @BeforeAll
    static void set() throws Exception {
        cloud = TestCloud.live(2);
        var file = Files.writeString(
                folder.resolve("clouds.yaml"), CLOUDS.formatted(cloud.api(), TestCloud.PASSWORD, unusedPort()));
        environment = Map.of("OS_CLIENT_CONFIG_FILE", file.toString());
        var identity = URI.create(cloud.api() + "/identity/v3");
        admin = Api.of(Login.plain(identity, "admin", TestCloud.PASSWORD, "admin"));
        var about = Map.of("name", "small", "disk_format", "raw", "container_format", "bare");
        var image = admin.post("/image/v2/images", about).get("id").stringValue();
        var ask = admin.ask("PUT", "/image/v2/images/" + image + "/file", new byte[512]);
        try (var exchange = new Exchange(ask.uri(), ask.tls())) {
            exchange.ask(ask.bytes());
        }
    }

    @AfterAll
    static void end() {
        cloud.close();
    }

    private static int unusedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Beside measure(Set<Part> parts) throws InterruptedException {
        return OtherCloud.of("there", environment).measure(parts::contains, SHORT, folder);
    }

    /// Ids of all that a tenant may have there.
    private static Set<String> belongings() throws IOException, InterruptedException {
        var all = new TreeSet<String>();
        for (var list : List.of(
                "/compute/v2.1/servers",
                "/image/v2/images",
                "/network/v2.0/networks",
                "/network/v2.0/subnets",
                "/network/v2.0/ports")) {
            for (var one : admin.get(list).get(list.substring(list.lastIndexOf('/') + 1))) {
                all.add(list + "/" + one.get("id").stringValue());
            }
        }
        return all;
    }

    @Test
    void theSameCallsAreMadeThereAndNothingElseIsTouched() throws Exception {
        var neighbour = Servers.of(admin);
        neighbour.prepareAsGuest();
        neighbour.create("one-of-mine", 1);
        neighbour.active("one-of-mine", 1);
        var before = belongings();

        var beside = measure(PARTS);

        assertThat(belongings()).isEqualTo(before);
        assertThat(beside.rows())
                .extracting(Row::what)
                .containsExactly(
                        "GET /servers/ID",
                        "GET /flavors/detail",
                        "GET /images",
                        "GET /networks",
                        "GET /ports",
                        "POST /ports",
                        "POST /servers to ACTIVE");
        assertThat(beside.rows()).allSatisfy(row -> {
            assertThat(row.unit()).as(row.what()).isEqualTo("ms");
            assertThat(row.rates()).as(row.what()).isNotEmpty();
        });
        var run = new Report("now", Place.UNKNOWN, beside.rows(), List.of(beside));
        run.write(folder.resolve("run.json"));
        assertThat(Report.read(folder.resolve("run.json"))).isEqualTo(run);
        assertThat(beside.table(beside.rows())).first().asString().containsSubsequence("this Brume", "there", "times");
        assertThat(beside.table(beside.rows()))
                .filteredOn(line -> line.startsWith("GET /flavors/detail"))
                .extracting(line -> line.substring(31, 49).strip())
                .contains("per s at 1", "p50 ms at 8", "p99 ms at 32");

        neighbour.wipe("one-of-mine");
        neighbour.end();
    }

    @Test
    void whatAQuotaForbidsIsToldInItsRow() throws Exception {
        var quotas = "/network/v2.0/quotas/" + admin.project();
        admin.put(quotas, Map.of("quota", Map.of("port", 20)));
        var before = belongings();
        var beside = measure(Set.of(Part.PORT, Part.NETWORKS));
        admin.put(quotas, Map.of("quota", Map.of("port", -1)));
        assertThat(beside.table(beside.rows()).getLast()).startsWith("port").contains("skipped: ", "409");
        assertThat(beside.rows()).anyMatch(row -> row.what().equals("GET /networks") && !row.skipped());
        assertThat(belongings()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "nobody, there are only, name one that is there",
        "locked, it answered 401, look at its auth",
        "down, no connection, see whether it runs",
        "-, OS_CLOUD is not set, name the cloud"
    })
    void whatIsInTheWayIsToldWithItsRemedy(String name, String cause, String remedy) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> OtherCloud.of(name, environment))
                .satisfies(failure -> assertThat(failure.getMessage().lines())
                        .hasSize(3)
                        .satisfiesExactly(
                                line -> assertThat(line).startsWith("failed: ").contains(name),
                                line -> assertThat(line).startsWith("cause: ").contains(cause),
                                line -> assertThat(line).startsWith("remedy: ").contains(remedy)));
    }

    @Test
    void aProgramThatCannotEndsBadlyAndWithoutATrace() throws Exception {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "--against",
                "locked");
        builder.environment().putAll(environment);
        var process = builder.redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said.lines().map(line -> line.split(":")[0])).as(said).containsExactly("failed", "cause", "remedy");
    }
}
