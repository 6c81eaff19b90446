package brume.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.file.FolderLock;
import brume.base.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clouds as an operator has them: in processes of their own.
///
/// With `-Dbrume.launcher=FILE` they run what that launcher has built, as a user has it; else this class path, which
/// takes some seconds more for each.
final class CommandsTest {
    private static final String HOME = "brume.home";

    @TempDir
    Path folder;

    private final StringWriter said = new StringWriter();

    @BeforeAll
    static void useWhatIsBuilt() {
        var launcher = System.getProperty("brume.launcher");
        if (launcher != null) {
            System.setProperty(
                    HOME, Path.of(launcher).resolveSibling("app/target/dist").toString());
        }
    }

    @AfterAll
    static void useNothing() {
        System.clearProperty(HOME);
    }

    @AfterEach
    void down() {
        run("down");
    }

    @Test
    void aCloudGoesUpAnswersAndGoesDown() throws Exception {
        assertThat(up()).isZero();
        assertThat(said.toString())
                .contains(
                        "The cloud is up, at http://127.0.0.1:",
                        "./brume env --data '" + data() + "'",
                        "openstack",
                        "./brume demo --simulate --data '" + data() + "'");
        assertThat(run("status")).isZero();
        assertThat(up()).as("again").isZero();
        assertThat(said.toString()).contains("is up already");
        assertThat(run("logs")).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve("admin-password"))))
                .isEqualTo("rw-------");
        assertThat(run("down")).isZero();
        assertThat(run("status")).isEqualTo(3);
        assertThat(FolderLock.tryTake(data())).hasValueSatisfying(FolderLock::close);
    }

    @Test
    void whatEnvPrintsLogsIn() throws Exception {
        up();
        said.getBuffer().setLength(0);
        assertThat(run("env", "--format", "json")).isZero();
        var login = Json.read(said.toString());
        assertThat(login.path("auth_url").asString())
                .isEqualTo(Running.in(data()).orElseThrow().api() + "/identity/v3");
        var client = AdminClient.of(Running.in(data()).orElseThrow());
        assertThat(client.get("/identity/v3/projects").status()).isEqualTo(200);
    }

    @Test
    void aKilledCloudIsFoundAgainWithItsDatabase() throws Exception {
        up();
        var before = Running.in(data()).orElseThrow();
        var postmaster = postmaster();
        var client = AdminClient.of(before);
        var project = Json.object();
        project.putObject("project").put("name", "kept");
        assertThat(client.post("/identity/v3/projects", project).status()).isEqualTo(201);
        var process = before.handle().orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        assertThat(run("status")).isEqualTo(3);
        assertThat(up()).isZero();
        assertThat(postmaster()).isEqualTo(postmaster);
        var after = Running.in(data()).orElseThrow();
        var names = AdminClient.of(after).get("/identity/v3/projects?name=kept").body();
        assertThat(names.path("projects")).hasSize(1);
    }

    @Test
    void aResetEmptiesASimulatedCloudAndEndsItsTokens() throws Exception {
        up();
        var before = Running.in(data()).orElseThrow();
        var client = AdminClient.of(before);
        var project = Json.object();
        project.putObject("project").put("name", "gone");
        client.post("/identity/v3/projects", project);
        assertThat(run("reset")).isZero();
        var after = Running.in(data()).orElseThrow();
        assertThat(after.process()).isEqualTo(before.process());
        assertThat(client.at(after).get("/identity/v3/projects").status()).isEqualTo(401);
        var again = AdminClient.of(after);
        assertThat(again.get("/identity/v3/projects?name=gone").body().path("projects"))
                .isEmpty();
    }

    @Test
    void aResetThatIsCutShortLeavesTheOldCloudOrTheNewOne() throws Exception {
        up();
        for (int millis : new int[] {20, 60, 120}) {
            var running = Running.in(data()).orElseThrow();
            var client = AdminClient.of(running);
            make(client, "before-" + millis);
            var resetting = Thread.ofVirtual().start(() -> {
                try {
                    client.post("/admin/simulation/reset", Json.object());
                } catch (UncheckedIOException e) {
                    // It was killed.
                }
            });
            resetting.join(Duration.ofMillis(millis));
            var process = running.handle().orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
            resetting.join();
            assertThat(up()).as(said.toString()).isZero();
            isWhole(client(), "before-" + millis);
        }
    }

    /// Either the project is there, or nothing but what a first start makes.
    private static void isWhole(AdminClient client, String project) {
        var names = client.get("/identity/v3/projects")
                .body()
                .path("projects")
                .valueStream()
                .map(each -> each.path("name").asString())
                .toList();
        if (!names.contains(project)) assertThat(names).containsExactlyInAnyOrder("admin", "demo");
        server(client);
    }

    @Test
    void aBackupBecomesThatCloudAgainWhileItsTokensEnd() throws Exception {
        up();
        var client = AdminClient.of(Running.in(data()).orElseThrow());
        make(client, "kept");
        var keys = folder.resolve("keys").toString();
        var file = folder.resolve("cloud.tar").toString();
        for (var little : List.of("", "x", "pass\n")) {
            var weak = Files.writeString(folder.resolve("weak"), little).toString();
            assertThat(run("backup", file, "--keys", weak)).isEqualTo(1);
        }
        assertThat(Path.of(file)).doesNotExist();
        assertThat(run("backup", file, "--keys", keys)).as(said.toString()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file))))
                .isEqualTo("rw-------");
        make(client, "later");
        assertThat(run("restore", file, "--keys", keys)).isEqualTo(1);
        assertThat(run("restore", file, "--keys", keys, "--force"))
                .as("it runs")
                .isEqualTo(1);
        run("down");
        assertThat(run("restore", file, "--keys", keys, "--force"))
                .as(said.toString())
                .isZero();
        assertThat(up()).as(said.toString()).isZero();
        var running = Running.in(data()).orElseThrow();
        assertThat(client.at(running).get("/identity/v3/projects").status()).isEqualTo(401);
        var again = AdminClient.of(running);
        var projects = again.get("/identity/v3/projects").body().toString();
        assertThat(projects).contains("\"kept\"").doesNotContain("\"later\"");
        run("down");
        assertThat(run("backup", folder.resolve("down.tar").toString(), "--keys", keys))
                .as(said.toString())
                .isZero();
        Files.createFile(data().resolve("restoring"));
        assertThat(up()).isEqualTo(1);
        assertThat(said.toString()).contains("was cut short");
    }

    private static void make(AdminClient client, String name) {
        var project = Json.object();
        project.putObject("project").put("name", name);
        assertThat(client.post("/identity/v3/projects", project).status()).isEqualTo(201);
    }

    @Test
    void downStopsGuestsOnlyWhenAskedTo() throws Exception {
        up();
        var client = client();
        var paused = server(client);
        var running = server(client);
        client.post("/compute/v2.1/servers/" + paused + "/action", Json.read("{\"pause\": null}"));
        becomes(client, paused, "PAUSED");
        run("down");
        up();
        becomes(client(), running, "ACTIVE");
        assertThat(run("down", "--guests")).isZero();
        assertThat(said.toString()).contains("Stopping 2 guests");
        up();
        becomes(client(), running, "SHUTOFF");
        becomes(client(), paused, "SHUTOFF");
    }

    private AdminClient client() {
        return AdminClient.of(Running.in(data()).orElseThrow());
    }

    /// @return the id of a new server, once it is active
    private static String server(AdminClient client) {
        var image = client.get("/image/v2/images").body().path("images").get(0).path("id");
        var server = Json.object();
        server.putObject("server")
                .put("name", "one")
                .put("networks", "none")
                .put("flavorRef", "42")
                .put("imageRef", image.asString());
        var made = client.post("/compute/v2.1/servers", server);
        assertThat(made.status()).as(made.body().toString()).isEqualTo(202);
        var id = made.body().path("server").path("id").asString();
        becomes(client, id, "ACTIVE");
        return id;
    }

    private static void becomes(AdminClient client, String server, String status) {
        Awaitility.await(status)
                .atMost(Duration.ofSeconds(30))
                .until(() -> client.get("/compute/v2.1/servers/" + server)
                        .body()
                        .path("server")
                        .path("status")
                        .asString("")
                        .equals(status));
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsToldInOneLine() {
        assertThat(run("up", "--simulate", "--database", "postgresql://nobody:secret@127.0.0.1:1/none"))
                .isEqualTo(1);
        assertThat(said.toString())
                .contains("your database can't be used", "127.0.0.1:1")
                .doesNotContain("\tat ", "secret");
    }

    @Test
    void anAddressThatCannotBeListenedOnIsToldWithAWayOut() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (var wrong : new String[] {"127.0.0.1:" + taken.getLocalPort(), "203.0.113.9:0"}) {
                said.getBuffer().setLength(0);
                assertThat(run("up", "--simulate", "--listen", wrong)).isEqualTo(1);
                assertThat(said.toString())
                        .contains("cannot listen on " + wrong, "by --listen", "ss -ltnp")
                        .doesNotContain("\tat ", "Exception");
            }
        }
    }

    @Test
    void aRealCloudIsNotReset() {
        Kind.claim(data(), false);
        assertThat(run("reset")).isEqualTo(1);
        assertThat(said.toString()).contains("real ones are not reset");
    }

    private int up() {
        return run("up", "--simulate", "--listen", "127.0.0.1:0");
    }

    private int run(String... arguments) {
        var line = Brume.line(Map.of("BRUME_DATA", data().toString(), "BRUME_CONFIG", "/dev/null"));
        var out = new PrintWriter(said, true);
        return line.setOut(out).setErr(out).execute(arguments);
    }

    private Path data() {
        return folder.resolve("a cloud");
    }

    private String postmaster() throws Exception {
        return Files.readAllLines(data().resolve("postgres/cluster/postmaster.pid"))
                .getFirst();
    }
}
