package brume.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// A short run with guests of user-mode Linux on this machine. Skipped, with the reason, where they can't run.
@Tag("host")
@Tag("long")
@EnabledIfSystemProperty(named = "brume.full", matches = "true", disabledReason = "long: ./brume test --full")
final class RealTortureTest {
    private static final Path HOME =
            Path.of("..", "app", "src", "dist").toAbsolutePath().normalize();
    private static final int KILLS = 6;

    private final long seed = Long.getLong("brume.seed", System.nanoTime() & 0xffff);

    @Test
    void aGuestThatNobodyStrikesRunsOnWhileItsCloudIsKilledAroundIt() throws Exception {
        var lacks = RealGround.lacks(RealGround.mini(HOME));
        assumeTrue(lacks.isEmpty(), () -> lacks.orElse(""));
        var options = new Options(
                Files.createTempDirectory("brume-torture-"),
                HOME,
                Duration.ofMinutes(5),
                Optional.of(KILLS),
                seed,
                1,
                false);
        assertThat(new Torture(options, System.out::println).run())
                .as("seed %s; what was violated is above, the rest in %s", seed, options.folder())
                .isTrue();
    }
}
