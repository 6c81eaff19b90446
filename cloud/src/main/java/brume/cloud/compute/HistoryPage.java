package brume.cloud.compute;

import java.time.Instant;
import java.util.Optional;

/// Some of what was asked of an instance, newest first.
///
/// @param after  the request that the page before ended with
/// @param limit  how many at most
/// @param since  what changed then or later
/// @param before what changed then or earlier
public record HistoryPage(Optional<String> after, int limit, Optional<Instant> since, Optional<Instant> before) {
    /// The newest of all.
    public static HistoryPage first(int limit) {
        return new HistoryPage(Optional.empty(), limit, Optional.empty(), Optional.empty());
    }
}
