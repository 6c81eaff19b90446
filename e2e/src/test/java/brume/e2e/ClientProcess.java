package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brume.app.demo.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A client that nobody here wrote, told by its environment where the cloud is and who asks.
final class ClientProcess {
    static final Path OPENSTACK = Path.of("/usr/bin/openstack");
    static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Path SDK = Path.of("/usr/lib/python3/dist-packages/openstack");

    private ClientProcess() {}

    static void assumeOpenstack() {
        assumeTrue(Files.exists(OPENSTACK), "the openstack client is not installed (Debian: python3-openstackclient)");
    }

    static void assumeSdk() {
        assumeTrue(Files.exists(SDK), "openstacksdk is not installed (Debian: python3-openstacksdk)");
    }

    /// Runs it to its end, which must be a good one.
    ///
    /// @return what it wrote
    static String run(Access who, List<String> line) {
        var builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.startsWith("OS_"));
        builder.environment()
                .putAll(Map.of(
                        "OS_AUTH_URL", who.auth().toString(),
                        "OS_USERNAME", who.user(),
                        "OS_PASSWORD", who.password(),
                        "OS_PROJECT_NAME", who.project(),
                        "OS_USER_DOMAIN_NAME", who.userDomain(),
                        "OS_PROJECT_DOMAIN_NAME", who.projectDomain(),
                        "OS_REGION_NAME", "RegionOne",
                        "OS_IDENTITY_API_VERSION", "3",
                        "PYTHONWARNINGS", "ignore"));
        try {
            var complaints = Files.createTempFile("brume-client-", ".txt");
            try {
                var process = builder.redirectError(complaints.toFile()).start();
                process.getOutputStream().close();
                var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int exit = process.waitFor();
                assertThat(exit)
                        .as(String.join(" ", line) + "\n" + out + Files.readString(complaints))
                        .isZero();
                return out;
            } finally {
                Files.delete(complaints);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
