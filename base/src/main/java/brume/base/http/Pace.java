package brume.base.http;

import java.time.Duration;

/// How slow a client may be.
///
/// @param idle           how long a connection may be silent between requests, and within a body
/// @param head           how long a request may take until its headers are there; a new connection's first one counts
///                       from when it was opened
/// @param grace          how long a body may be slower than `bytesPerSecond`; also an answer that is taken slowly
/// @param bytesPerSecond what a body, or the taking of an answer, has to come to in the middle
public record Pace(Duration idle, Duration head, Duration grace, int bytesPerSecond) {
    public static final Pace DEFAULT =
            new Pace(Duration.ofSeconds(60), Duration.ofSeconds(20), Duration.ofSeconds(20), 1 << 10);

    /// The same, with no more grace than `most`.
    Pace hurried(Duration most) {
        return new Pace(idle, head, grace.compareTo(most) < 0 ? grace : most, bytesPerSecond);
    }

    /// How long `bytes` may take.
    Duration time(long bytes) {
        return grace.plusSeconds(bytes / bytesPerSecond);
    }
}
