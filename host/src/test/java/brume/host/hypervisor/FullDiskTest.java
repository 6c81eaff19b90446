package brume.host.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brume.host.process.Command;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A host whose disk is nearly full.
@Tag("host")
class FullDiskTest {
    @TempDir
    Path folder;

    @BeforeEach
    void mount() {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        Command.of("mount", "-t", "tmpfs", "-o", "size=64m", "brume-test", folder.toString())
                .ok();
    }

    @AfterEach
    void unmount() {
        Command.of("umount", folder.toString()).run();
    }

    @Test
    void itTakesNoNewGuestAndKeepsThoseThatItHas() {
        try (var folders = new GuestFolders(folder.resolve("guests"), 1_899_999_998, 1_899_999_999)) {
            assertThatThrownBy(() -> folders.make(folders.of(UUID.randomUUID())))
                    .isInstanceOf(HypervisorFault.class)
                    .hasMessageContaining("nearly full")
                    .hasMessageContaining(folder.toString());
            assertThat(folders.all()).isEmpty();
            var here = folders.of(UUID.randomUUID());
            var known = here.make(1_899_999_998);
            assertThat(folders.make(here)).isEqualTo(known);
        }
    }
}
