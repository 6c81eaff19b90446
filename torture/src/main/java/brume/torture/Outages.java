package brume.torture;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// When something of the cloud was broken by us: from the blow until it answered again. In that time, and shortly after
/// it, a client may be left without an answer. Blows come one after another.
final class Outages {
    private final InstantSource clock;
    private final Duration grace;
    private boolean open;
    private Instant ended = Instant.MIN;

    /// @param grace how long after its end an outage still excuses
    Outages(InstantSource clock, Duration grace) {
        this.clock = clock;
        this.grace = grace;
    }

    synchronized void begin() {
        open = true;
    }

    synchronized void end() {
        open = false;
        ended = clock.instant();
    }

    synchronized boolean open() {
        return open;
    }

    /// Whether a request that began then may go without an answer now.
    synchronized boolean excuse(Instant began) {
        return open || began.minus(grace).isBefore(ended);
    }
}
