package brume.base.loop;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Growing waits: doubled with each failure in a row, up to a bound, with a tenth of chance so that many do not
/// return together.
public record Backoff(Duration first, Duration most) {
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(200), Duration.ofMinutes(1));

    /// @param failures in a row, from 1
    public Duration wait(int failures, RandomGenerator random) {
        long millis = Math.min(most.toMillis(), first.toMillis() << Math.min(failures - 1, 30));
        return Duration.ofMillis(millis + random.nextLong(millis / 10 + 1));
    }
}
