package brume.app;

import static org.assertj.core.api.Assertions.assertThat;

import brume.cloud.hosts.PowerSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a fence program's end says.
final class FenceProgramTest {
    @TempDir
    private Path folder;

    private PowerSwitch.Said said(String body) throws IOException {
        var program = Files.createTempFile(
                folder,
                "fence",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(program, "#!/bin/sh\n" + body + "\n");
        return new FenceProgram(program, Duration.ofSeconds(2)).off("host-1; touch x");
    }

    @Test
    void itIsToldWhatToDoInTwoWordsAndSaysHowThatWent() throws IOException {
        assertThat(said("echo $#: $1 $2; echo done >&2"))
                .isEqualTo(new PowerSwitch.Said(true, "2: off host-1; touch x\ndone"));
        assertThat(said("true").words()).endsWith("said nothing, and ended well");
    }

    @Test
    void nothingButItsGoodEndSaysThatTheHostIsOff() throws IOException {
        assertThat(said("echo no such plug; exit 2"))
                .isEqualTo(new PowerSwitch.Said(false, "exit code 2: no such plug"));
        assertThat(said("exec sleep 60").off()).isFalse();
        assertThat(new FenceProgram(folder.resolve("none")).off("host-1").off()).isFalse();
    }
}
