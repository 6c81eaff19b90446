package brume.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is asked wrongly is refused in a sentence that says why and what to do, and leaves nothing behind.
final class RefusalsTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void aFile() throws IOException {
        file = Files.writeString(folder.resolve("afile"), "mine\n");
    }

    @Test
    void aDataFolderThatCannotBe() throws IOException {
        for (var wrong : new String[] {file.toString(), file + "/x", "/proc/foo", "/dev/null/foo"}) {
            assertThat(refused("up", "--simulate", "--data", wrong)).contains(wrong, "--data");
        }
        assertThat(refused("up", "--simulate", "--data", "")).contains("--data names no folder");
        assertThat(file).hasContent("mine\n");
    }

    @Test
    void aFolderOfOtherThingsIsNotTaken() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(refused("up", "--simulate", "--data", folder.toString()))
                .contains(folder.toString(), "an empty or a new folder");
        assertThat(refused("up", "--simulate", "--foreground", "--data", folder.toString()))
                .contains("an empty or a new folder");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwxr-xr-x");
        assertThat(folder).isDirectoryNotContaining(each -> !each.equals(file));
    }

    @Test
    void anEmptyFolderIsTakenAndAClaimThatWasCutShortGoesOn() throws IOException {
        var data = Files.createDirectory(folder.resolve("cloud"));
        Files.createDirectory(data.resolve("lost+found"));
        Files.createFile(data.resolve("kind.new"));
        Kind.claim(data, true);
        assertThat(Kind.simulated(data)).isTrue();
        Files.createFile(data.resolve("more"));
        Kind.claim(data, true);
    }

    @Test
    void aPublicNetworkThatIsNone() {
        var data = folder.resolve("cloud");
        for (var wrong :
                new String[] {"foo", "300.0.0.0/24", "10.0.0.0/33", "10.0.0.0/32", "10.0.0.0/31", "10.0.0.1"}) {
            assertThat(refused("up", "--simulate", "--data", data.toString(), "--public-network", wrong))
                    .contains("--public-network", wrong);
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void aCacheThatIsNoFolder() {
        var data = folder.resolve("cloud");
        for (var wrong : new String[] {file.toString(), file + "/x", "/proc/foo"}) {
            assertThat(refused("up", "--simulate", "--data", data.toString(), "--cache", wrong))
                    .contains(wrong, "--cache");
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void aBackupThatCannotBeWrittenOrSealed() {
        var data = folder.resolve("cloud");
        Kind.claim(data, true);
        var to = folder.resolve("x.tar").toString();
        for (var keys : new String[] {folder.toString(), file + "/x", "/dev/null"}) {
            assertThat(refused("backup", to, "--data", data.toString(), "--keys", keys))
                    .contains(keys, "name a");
        }
        var keys = folder.resolve("keys");
        for (var wrong : new String[] {"/nonexist/b.tar", file + "/b.tar", file.toString(), "/"}) {
            assertThat(refused("backup", wrong, "--data", data.toString(), "--keys", keys.toString()))
                    .contains(wrong, "name another file");
        }
        assertThat(keys).as("made for nothing").doesNotExist();
    }

    @Test
    void aCertificateThatIsNone() {
        var data = folder.resolve("cloud");
        var tls = new String[] {"--tls-certificate", file.toString(), "--tls-key", folder.toString()};
        assertThat(refused("up", "--simulate", "--data", data.toString(), tls[0], tls[1], tls[2], tls[3]))
                .contains("the certificate " + file, "in PEM");
        assertThat(data).doesNotExist();
    }

    @Test
    void aFileOfOptionsThatCannotBeRead() throws IOException {
        var broken = Files.writeString(folder.resolve("conf"), "listen = \\u12\n");
        for (var wrong : new Path[] {folder, folder.resolve("none"), broken}) {
            var said = new StringWriter();
            int code = Brume.run(Map.of("BRUME_CONFIG", wrong.toString()), new PrintWriter(said, true), "status");
            assertThat(code).isEqualTo(1);
            assertThat(said.toString().strip()).contains("cannot read " + wrong).doesNotContain("\n", "Exception");
        }
    }

    @Test
    void linesThatAreLessThanNone() {
        assertThat(refused("logs", "--data", folder.toString(), "-n", "-5")).contains("--lines is 0 or more");
    }

    @Test
    void anIdThatIsNone() {
        for (var command : new String[] {"adopt", "remove"}) {
            var said = new StringWriter();
            int code = execute(said, "hosts", command, "--data", folder.toString(), "../foo");
            assertThat(code).isEqualTo(2);
            assertThat(said.toString()).contains("'../foo' is no id").doesNotContain("Exception", "UUID");
        }
    }

    /// @return what it said
    private String refused(String... arguments) {
        var said = new StringWriter();
        int code = execute(said, arguments);
        assertThat(code).as(said.toString()).isEqualTo(1);
        assertThat(said.toString().strip())
                .isNotEmpty()
                .doesNotContain("\n", "Exception")
                .doesNotContainPattern("\\bjava\\.");
        return said.toString();
    }

    private static int execute(StringWriter said, String... arguments) {
        var out = new PrintWriter(said, true);
        return Brume.line(Map.of("BRUME_CONFIG", "/dev/null"))
                .setOut(out)
                .setErr(out)
                .execute(arguments);
    }
}
