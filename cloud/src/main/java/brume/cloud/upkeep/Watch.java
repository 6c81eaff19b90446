package brume.cloud.upkeep;

import brume.base.sql.Reads;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Finds what is late of one kind of work. The slice whose tables tell it contributes it.
public record Watch(Work work, Look look) {
    /// Reads a page of what is late.
    @FunctionalInterface
    public interface Look {
        /// @param after the key before the page
        /// @return in the order of their keys
        List<Overdue> late(Reads reads, Instant now, Optional<String> after, int limit);
    }
}
