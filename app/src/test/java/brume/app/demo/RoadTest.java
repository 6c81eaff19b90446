package brume.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class RoadTest {
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final Road road = new Road(new PrintStream(told, true, StandardCharsets.UTF_8));

    @Test
    void aStepIsToldWithWhatCameOfIt() {
        assertThat(road.step("network", () -> "net-1")).isEqualTo("net-1");
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("1  network").contains("net-1");
        assertThat(road.steps())
                .singleElement()
                .satisfies(step -> assertThat(step.outcome()).isEqualTo(Road.Outcome.DONE));
    }

    @Test
    void aStepThatFailsEndsTheRoadWithItsReason() {
        assertThatThrownBy(() -> road.step("ping", () -> {
                    throw new IllegalStateException("nobody answers");
                }))
                .isInstanceOf(Road.Blocked.class)
                .hasMessage("ping: nobody answers");
        assertThat(road.steps()).singleElement().satisfies(step -> {
            assertThat(step.outcome()).isEqualTo(Road.Outcome.FAILED);
            assertThat(step.detail()).isEqualTo("nobody answers");
        });
    }

    @Test
    void aStepThatIsLeftOutSaysWhy() {
        road.leaveOut("SSH", "guests are simulated");
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("left out  guests are simulated");
    }
}
