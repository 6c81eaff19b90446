package brume.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// That the simulator can find something.
class PlantedBugsTest {
    private static final int MOST_SEEDS = 50;
    private static final int STEPS = 600;
    private static final Map<Long, Boolean> HOLDS = new HashMap<>();

    @BeforeAll
    static void whatIsComplainedOfUnderFaultsIsNoNews() {
        LogManager.getLogManager().getLogger("").setLevel(Level.OFF);
    }

    private static Options options(long seed) {
        return Options.of(seed).hosts(6).tenants(4).steps(STEPS);
    }

    /// The first run that the bug's own rule ends.
    private static Optional<Simulation.Outcome> found(PlantedBug bug, int seeds) {
        for (long seed = 1; seed <= seeds; seed++) {
            var outcome = Simulation.run(options(seed), bug.in(Seams.NONE));
            if (outcome.good()) continue;
            var rule = outcome.violation().orElseThrow().rule();
            System.out.printf("%s: seed %d broke %s in %d steps%n", bug, seed, rule, outcome.steps());
            // What fails without the bug, too, says nothing of it.
            if (rule.equals(bug.rule())
                    && HOLDS.computeIfAbsent(
                            seed, s -> Simulation.run(options(s)).good())) return Optional.of(outcome);
        }
        assertThat(bug.planted()).as("what %s replaces is never said", bug).isTrue();
        return Optional.empty();
    }

    @ParameterizedTest
    @EnumSource(names = {"TASK_WITHOUT_DUE", "CLAIM_NOT_RELEASED", "EVENT_LEFT_OUT"})
    void aPlantedBugIsFoundAtOnce(PlantedBug bug) {
        assertThat(found(bug, 3)).isPresent();
    }

    @LongRun
    @ParameterizedTest
    @EnumSource
    void eachPlantedBugIsFoundWithinFiftySeeds(PlantedBug bug) {
        assertThat(found(bug, MOST_SEEDS)).isPresent();
    }

    @Test
    void aFailingRunIsMadeShorter() {
        var seams = PlantedBug.EVENT_LEFT_OUT.in(Seams.NONE);
        var failed = Simulation.run(Options.of(1).hosts(4).tenants(3).steps(400), seams);
        var rule = failed.violation().orElseThrow().rule();
        var shorter = Shrinking.of(failed, seams, step -> {});
        var again = Simulation.run(shorter, seams);
        assertThat(again.violation())
                .hasValueSatisfying(v -> assertThat(v.rule()).isEqualTo(rule));
        assertThat(shorter.steps()).isLessThan(failed.steps());
        assertThat(shorter.without()).hasSizeGreaterThan(Fault.values().length);
        assertThat(shorter.hosts()).isLessThan(4);
    }
}
