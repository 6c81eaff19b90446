package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import brume.host.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever builds this commit gets the same jars.
@LongRun
final class RepeatableTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration LONG = Duration.ofMinutes(20);

    @Test
    void twoBuildsInTwoPlacesGiveTheSameJars(@TempDir Path folder) throws Exception {
        var one = jars(folder.resolve("one"));
        var other = jars(folder.resolve("another place with blanks"));
        assertThat(one).hasSizeGreaterThan(20).isEqualTo(other);
    }

    /// SHA-256 of each jar of a cloud, by its name.
    private static SortedMap<String, String> jars(Path clone) throws IOException, NoSuchAlgorithmException {
        Command.of("git", "clone", "-q", "--shared", ROOT.toString(), clone.toString())
                .within(LONG)
                .ok();
        var pom = clone.resolve("pom.xml").toString();
        var home = "HOME=" + System.getProperty("user.home");
        var java = "JAVA_HOME=" + System.getProperty("java.home");
        Command.of("env", home, java, "mvn", "-B", "-q", "-f", pom, "package", "-DskipTests", "-pl", "app", "-am")
                .within(LONG)
                .ok();
        var digests = new TreeMap<String, String>();
        try (var jars = Files.list(clone.resolve("app/target/dist/lib"))) {
            for (var jar : jars.toList()) {
                var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
                digests.put(jar.getFileName().toString(), HexFormat.of().formatHex(digest));
            }
        }
        return digests;
    }
}
