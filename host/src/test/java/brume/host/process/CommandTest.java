package brume.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CommandTest {
    @Test
    void whatItWroteAndHowItEndedIsKept() {
        assertThat(Command.of("cat").reading("fish").ok()).isEqualTo("fish");
        var output = Command.of("ls", "/nonexistent; true").run();
        assertThat(output.exit()).isNotZero();
        assertThat(output.err()).contains("/nonexistent; true");
    }

    @Test
    void aFailureSaysWhatFailed() {
        assertThatThrownBy(() -> Command.of("ls", "/nonexistent").ok())
                .isInstanceOf(CommandFault.class)
                .hasMessageContaining("ls /nonexistent");
        assertThatThrownBy(() -> Command.of("no-such-command").run()).isInstanceOf(CommandFault.class);
    }

    @Test
    void itIsKilledWhenItsTimeIsOver() {
        var endless = Command.of("sleep", "1000.125").within(Duration.ofMillis(50));
        assertThatThrownBy(endless::run).isInstanceOf(CommandFault.class).hasMessageContaining("did not end");
        Awaitility.await("its end")
                .untilAsserted(() -> assertThat(ProcessHandle.current()
                                .children()
                                .filter(ProcessHandle::isAlive)
                                .map(child -> child.info().commandLine().orElse("")))
                        .noneMatch(line -> line.contains("1000.125")));
    }
}
