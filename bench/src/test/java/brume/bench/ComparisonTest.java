package brume.bench;

import static org.assertj.core.api.Assertions.assertThat;

import brume.bench.Comparison.Change;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static final Figure THEN = Figure.of(List.of(1.0, 1.1, 1.2));

    private static Change change(double... now) {
        return Comparison.change(THEN, Figure.of(Arrays.stream(now).boxed().toList()), false);
    }

    @Test
    void whatIsApartAndFarIsAChange() {
        assertThat(change(1.3, 1.4, 1.5)).isEqualTo(Change.SLOWER);
        assertThat(change(0.5, 0.6, 0.7)).isEqualTo(Change.FASTER);
    }

    @Test
    void oneRunWithinTheOthersIsNoise() {
        assertThat(change(1.15, 1.4, 1.5)).isEqualTo(Change.SAME);
    }

    @Test
    void aLittleIsNoChangeHoweverSteadyItIs() {
        assertThat(change(1.201, 1.201, 1.202)).isEqualTo(Change.SAME);
    }

    @Test
    void whatWasMeasuredOnceHasToBeFarther() {
        assertThat(change(1.35)).isEqualTo(Change.SAME);
        assertThat(change(1.6)).isEqualTo(Change.SLOWER);
    }

    @Test
    void moreRequestsInASecondAreFaster() {
        assertThat(Comparison.change(THEN, Figure.once(2), true)).isEqualTo(Change.FASTER);
    }
}
