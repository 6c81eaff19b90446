package brume.app.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Looking again and again until something is so, within a deadline.
final class Wait {
    private static final long FIRST_MILLIS = 25;
    private static final long LAST_MILLIS = 500;

    private Wait() {}

    /// @param what is said when it does not come
    /// @throws IllegalStateException when the time is over
    static <T> T until(Duration limit, Supplier<String> what, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + limit.toNanos();
        for (long pause = FIRST_MILLIS; ; pause = Math.min(LAST_MILLIS, pause * 3 / 2)) {
            var seen = look.get();
            if (seen.isPresent()) return seen.get();
            if (System.nanoTime() > end)
                throw new IllegalStateException("after " + limit.toSeconds() + " s still not: " + what.get());
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    static void untilTrue(Duration limit, String what, Supplier<Boolean> look) {
        until(limit, () -> what, () -> look.get() ? Optional.of(true) : Optional.empty());
    }
}
