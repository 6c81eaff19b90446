package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.base.json.Json;
import brume.testcloud.TestCloud;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The road by clients that nobody here wrote: Debian's `openstack` and openstacksdk. Guests are simulated. Skipped
/// where they are not installed.
final class ClientsTest {
    private static final Path CLIENT = Path.of("/usr/bin/openstack");
    private static final Path SDK = Path.of("/usr/lib/python3/dist-packages/openstack");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestCloud cloud;
    private static Access access;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(2);
        access = Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin");
        var fittings = new Fittings(new OpenStack(OpenStack.http(), access));
        fittings.external();
        fittings.flavor("e2e.nano", "n42", 128, 1);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @Test
    void theOpenstackClientGoesTheRoad(@TempDir Path folder) throws Exception {
        assumeTrue(Files.exists(CLIENT), "the openstack client is not installed (Debian: python3-openstackclient)");
        var file = Files.write(folder.resolve("image.raw"), new byte[1 << 20]);
        openstack("project", "create", "cli-project");
        openstack("user", "create", "cli-user", "--project", "cli-project", "--password", "a password");
        run(access, "role", "add", "member", "--user", "cli-user", "--project", "cli-project");
        var mine = Access.of(access.auth(), "cli-user", "a password", "cli-project");
        openstack(
                mine,
                "keypair",
                "create",
                "cli-key",
                "--private-key",
                folder.resolve("key").toString());
        openstack(mine, "image", "create", "cli-image", "--disk-format", "raw", "--file", file.toString());
        var image = openstack(mine, "image", "show", "cli-image");
        assertThat(image.path("status").asString()).isEqualTo("active");
        openstack(mine, "network", "create", "cli-net");
        openstack(mine, "subnet", "create", "cli-subnet", "--network", "cli-net", "--subnet-range", "10.79.0.0/24");
        openstack(mine, "router", "create", "cli-router");
        run(mine, "router", "set", "cli-router", "--external-gateway", "public");
        run(mine, "router", "add", "subnet", "cli-router", "cli-subnet");
        openstack(mine, "security", "group", "create", "cli-group");
        openstack(mine, "security", "group", "rule", "create", "cli-group", "--protocol", "icmp");
        openstack(mine, "security", "group", "rule", "create", "cli-group", "--protocol", "tcp", "--dst-port", "22");
        openstack(
                mine,
                "server",
                "create",
                "cli-vm",
                "--flavor",
                "e2e.nano",
                "--image",
                "cli-image",
                "--network",
                "cli-net",
                "--key-name",
                "cli-key",
                "--security-group",
                "cli-group",
                "--wait");
        assertThat(run(mine, "console", "log", "show", "cli-vm")).isNotBlank();
        var address = openstack(mine, "floating", "ip", "create", "public")
                .path("floating_ip_address")
                .asString();
        run(mine, "server", "add", "floating", "ip", "cli-vm", address);
        assertThat(run(mine, "server", "show", "cli-vm", "-f", "json")).contains(address);
        for (var act : List.of("pause", "unpause", "stop", "start")) {
            run(mine, "server", act, "cli-vm");
            becomes(mine, Map.of("pause", "PAUSED", "stop", "SHUTOFF").getOrDefault(act, "ACTIVE"));
        }
        run(mine, "server", "reboot", "--hard", "--wait", "cli-vm");
        assertThat(openstack(mine, "server", "list").get(0).path("Name").asString())
                .isEqualTo("cli-vm");
        run(mine, "server", "delete", "--wait", "cli-vm");
        run(mine, "floating", "ip", "delete", address);
        run(mine, "router", "remove", "subnet", "cli-router", "cli-subnet");
        run(mine, "router", "delete", "cli-router");
        run(mine, "network", "delete", "cli-net");
        run(mine, "security", "group", "delete", "cli-group");
        run(mine, "image", "delete", "cli-image");
        run(mine, "keypair", "delete", "cli-key");
        run(access, "user", "delete", "cli-user");
        run(access, "project", "delete", "cli-project");
    }

    @Test
    void openstacksdkGoesTheRoad(@TempDir Path folder) throws Exception {
        assumeTrue(Files.exists(SDK), "openstacksdk is not installed (Debian: python3-openstacksdk)");
        var script = folder.resolve("road.py");
        try (var in = ClientsTest.class.getResourceAsStream("road.py")) {
            Files.copy(in, script);
        }
        assertThat(exec(access, List.of("/usr/bin/python3", script.toString(), "e2e")))
                .endsWith("gone\n");
    }

    private static void becomes(Access who, String status) {
        Awaitility.await(status)
                .atMost(PATIENCE)
                .until(() -> openstack(who, "server", "show", "cli-vm")
                        .path("status")
                        .asString()
                        .equals(status));
    }

    private static JsonNode openstack(String... arguments) throws Exception {
        return openstack(access, arguments);
    }

    /// For commands that answer with a table.
    private static JsonNode openstack(Access who, String... arguments) throws Exception {
        var line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("-f", "json"));
        return Json.read(run(who, line.toArray(String[]::new)));
    }

    private static String run(Access who, String... arguments) throws Exception {
        var line = new ArrayList<>(List.of(CLIENT.toString()));
        line.addAll(List.of(arguments));
        return exec(who, line);
    }

    private static String exec(Access who, List<String> line) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.startsWith("OS_"));
        builder.environment()
                .putAll(Map.of(
                        "OS_AUTH_URL", who.auth().toString(),
                        "OS_USERNAME", who.user(),
                        "OS_PASSWORD", who.password(),
                        "OS_PROJECT_NAME", who.project(),
                        "OS_USER_DOMAIN_NAME", "Default",
                        "OS_PROJECT_DOMAIN_NAME", "Default",
                        "OS_REGION_NAME", "RegionOne",
                        "OS_IDENTITY_API_VERSION", "3",
                        "PYTHONWARNINGS", "ignore"));
        var said = Files.createTempFile("brume-client-", ".txt");
        try {
            var process = builder.redirectError(said.toFile()).start();
            process.getOutputStream().close();
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as(() -> String.join(" ", line) + "\n" + out + read(said))
                    .isZero();
            return out;
        } finally {
            Files.delete(said);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
