package brume.bench;

import static org.assertj.core.api.Assertions.assertThat;

import brume.bench.Comparison.Change;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static final Figure THEN = Figure.of(List.of(1.0, 1.1, 1.2));

    private static Change change(double... now) {
        return Comparison.change(THEN, Figure.of(Arrays.stream(now).boxed().toList()), false);
    }

    @Test
    void whatIsApartAndFarIsAChange() {
        assertThat(change(1.35, 1.4, 1.45)).isEqualTo(Change.SLOWER);
        assertThat(change(0.5, 0.6, 0.7)).isEqualTo(Change.FASTER);
    }

    @Test
    void oneRunWithinTheOthersIsNoise() {
        assertThat(change(1.15, 1.4, 1.5)).isEqualTo(Change.SAME);
    }

    @Test
    void runsNearTheOthersAreNoiseWhereTheyScatter() {
        assertThat(change(1.25, 1.4, 1.5)).isEqualTo(Change.SAME);
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

    private static final Place HERE = new Place("2 cores, a processor, 8 GiB", "v1");

    private static Row row(String what, double... runs) {
        var rate = Figure.of(List.of(100.0, 101.0, 102.0));
        return new Row(
                what,
                Figure.of(Arrays.stream(runs).boxed().toList()),
                "ms CPU",
                runs[0] / 2,
                Goal.NONE,
                Map.of("per s at 1", rate),
                "");
    }

    private static Report report(Place place, Row... rows) {
        return new Report("yesterday, load 0", place, List.of(rows), List.of());
    }

    @Test
    void whatGotSlowerIsToldWithItsMediansAndExtremesAndNoiseIsNot() {
        var then = report(HERE, row("one", 1, 1.1, 1.2), row("two", 5, 6, 7), row("gone", 1));
        var now = report(HERE, row("one", 2, 2.2, 2.3), row("two", 4.9, 6.5, 7.2), row("new", 1));
        assertThat(Comparison.of(then, now))
                .containsExactly(
                        "Compared with the run of yesterday, load 0:",
                        "SLOWER  one, ms CPU                                                      "
                                + "1.10 (1.00-1.20) -> 2.20 (2.00-2.30) (+100 %); its limit 0.500 -> 1.00 (+100 %)",
                        "1 of 4 figures got slower beyond noise, 0 got faster.");
    }

    @Test
    void anotherMachineAndAnotherReleaseAreTold() {
        var there = report(new Place("4 cores, another, 16 GiB", "v0"), row("one", 1));
        assertThat(Comparison.of(there, report(HERE, row("one", 1))))
                .contains(
                        "another machine: then 4 cores, another, 16 GiB, now 2 cores, a processor, 8 GiB;"
                                + " what differs may be its doing",
                        "another release: then v0, now v1");
        assertThat(Comparison.of(report(Place.UNKNOWN, row("one", 1)), report(HERE, row("one", 1))))
                .contains("its file does not tell its machine and its release");
    }

    @Test
    void runsThatHaveNothingInCommonAreNoGoodNews() {
        assertThat(Comparison.of(report(HERE, row("one", 1)), report(HERE, row("two", 1))))
                .last()
                .isEqualTo("No figure is in both runs.");
    }
}
