package brume.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A short run of the whole thing.
final class TortureTest {
    private static final int KILLS = 10;
    private static final int CLIENTS = 2;

    /// `-Dbrume.seed=N` repeats the choices, as far as a machine's speed lets them be repeated.
    private final long seed = Long.getLong("brume.seed", System.nanoTime() & 0xffff);

    @Test
    void aSimulatedCloudThatIsKilledTenTimesHasAllThatItAcknowledgedAndNothingElse() throws Exception {
        var options = new Options(
                Files.createTempDirectory("brume-torture-"),
                Path.of("target"),
                Duration.ofMinutes(5),
                Optional.of(KILLS),
                seed,
                CLIENTS,
                true);
        assertThat(new Torture(options, System.out::println).run())
                .as("seed %s; what was violated is above, the rest in %s", seed, options.folder())
                .isTrue();
    }
}
