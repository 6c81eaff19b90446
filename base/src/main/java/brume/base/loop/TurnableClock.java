package brume.base.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that runs with another one, and can be turned forward.
public final class TurnableClock implements InstantSource {
    private final InstantSource source;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    public TurnableClock(InstantSource source) {
        this.source = source;
    }

    @Override
    public Instant instant() {
        return source.instant().plus(ahead.get());
    }

    /// Turns it forward. Whoever waits by it must be told ([LiveScheduler#turned]).
    public void forward(Duration by) {
        if (by.isNegative()) throw new IllegalArgumentException("no clock is turned back: " + by);
        ahead.accumulateAndGet(by, Duration::plus);
    }
}
