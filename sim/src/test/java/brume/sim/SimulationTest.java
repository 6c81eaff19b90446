package brume.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole clouds under faults.
class SimulationTest {
    private static final int MOST_FIXED = 16;
    private static final Duration FOR_NEW_ONES = Duration.ofSeconds(20);

    @BeforeAll
    static void whatIsComplainedOfUnderFaultsIsNoNews() {
        LogManager.getLogManager().getLogger("").setLevel(Level.OFF);
    }

    private static Options options(long seed) {
        return Options.of(seed).hosts(6).tenants(5).steps(1200);
    }

    private static Coverage holds(long seed) {
        var outcome = Simulation.run(options(seed));
        assertThat(outcome.violation())
                .as("Again: %s", outcome.options().command())
                .isEmpty();
        return outcome.coverage();
    }

    @Test
    void fixedSeedsHoldAndEachVerbAndFaultHappens() {
        var coverage = new Coverage();
        for (int seed = 1; seed <= MOST_FIXED; seed++) {
            coverage.add(holds(seed));
            if (seed >= 6 && coverage.never().isEmpty()) break;
        }
        assertThat(coverage.never()).isEmpty();
    }

    @Test
    void newSeedsHold() {
        var fresh = new SplittableRandom();
        long end = System.nanoTime() + FOR_NEW_ONES.toNanos();
        do {
            long seed = fresh.nextInt(1 << 24);
            System.out.println("new seed " + seed);
            holds(seed);
        } while (System.nanoTime() < end);
    }

    @Test
    void theSameSeedGivesTheSameRunInAnyProcess(@TempDir Path folder) throws Exception {
        var options = Options.of(11).hosts(4).tenants(4).steps(500);
        var here = folder.resolve("here");
        var there = folder.resolve("there");
        Simulation.run(options.traced(here));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        var words = options.traced(there).command().split(" ");
        command.addAll(List.of(words).subList(2, words.length));
        command.addAll(List.of("--trace", there.toString()));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "output"))
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("output")))
                .isZero();
        assertThat(Files.mismatch(here, there)).isEqualTo(-1);
        assertThat(here).isNotEmptyFile();
    }

    @Test
    void aSeedThatFailsIsPrintedWithTheCommandThatRepeatsIt() {
        var options = Options.of(5).hosts(3).tenants(2).steps(40).faults(Set.of());
        assertThat(options.command()).isEqualTo("./brume sim --seed 5 --hosts 3 --tenants 2 --steps 40 --faults none");
    }
}
