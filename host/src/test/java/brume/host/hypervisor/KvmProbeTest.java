package brume.host.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KvmProbeTest {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerHoldsUntilTheMachineBootsAgain(boolean works) throws IOException {
        var memory = folder.resolve("kvm.json");
        var boot = Files.readString(BOOT_ID).strip();
        var text = "{\"hostBoot\":\"%s\",\"works\":%s}";
        Files.writeString(memory, text.formatted(boot, works));
        assertThat(new KvmProbe(memory, () -> !works).works()).isEqualTo(works);
        Files.writeString(memory, text.formatted("another", works));
        assertThat(new KvmProbe(memory, () -> !works).works()).isEqualTo(!works);
        assertThat(new KvmProbe(memory, () -> works).works()).isEqualTo(!works);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"hostBoot\":\"4f"})
    void halfAnAnswerIsFoundAnew(String half) throws IOException {
        var memory = Files.writeString(folder.resolve("kvm.json"), half);
        assertThat(new KvmProbe(memory, () -> true).works()).isTrue();
        assertThat(new KvmProbe(memory, () -> false).works()).isTrue();
    }
}
