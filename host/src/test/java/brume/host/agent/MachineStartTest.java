package brume.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineStartTest {
    private static final String STAT = "1 (a (b) c) S 0 1 1 0 -1 4194560 1 1 1 1 1 1 1 1 20 0 1 0 %d 1 1";

    @TempDir
    private Path proc;

    private UUID start(String boot, int ticks) throws IOException {
        Files.createDirectories(proc.resolve("sys/kernel/random"));
        Files.createDirectories(proc.resolve("1"));
        Files.writeString(proc.resolve("sys/kernel/random/boot_id"), boot + "\n");
        Files.writeString(proc.resolve("1/stat"), STAT.formatted(ticks));
        return MachineStart.of(proc);
    }

    @Test
    void aMachineOrAContainerThatStartsAnewIsAnotherStart() throws IOException {
        var first = start("3c2f", 12);
        assertThat(start("3c2f", 12)).isEqualTo(first);
        assertThat(start("3c30", 12)).isNotEqualTo(first);
        assertThat(start("3c2f", 13)).isNotEqualTo(first);
        assertThat(MachineStart.now()).isEqualTo(MachineStart.now());
    }
}
