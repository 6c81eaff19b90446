package brume.cloud.hosts;

import brume.contract.HostId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// That a host which could not be reached is off, or has been since it was heard of last, and how that is known.
///
/// @param at       when it was recorded
/// @param by       who has said so, or had it done; nobody for the cloud itself
/// @param proof    what the program wrote, or the person said
/// @param ended    since when it holds no more: the host was greeted, or the word was taken back
/// @param returned when the host was greeted again
/// @param belied   whether the host came back without having been off: its guests ran all the time
public record Fence(
        HostId host,
        String hostName,
        Instant at,
        Optional<UUID> by,
        How how,
        String proof,
        Optional<Instant> ended,
        Optional<Instant> returned,
        boolean belied) {
    /// How it is known.
    public enum How {
        /// The operator's program has powered it off.
        PROGRAM,
        /// A person has said so.
        PERSON
    }

    /// Whether it holds.
    public boolean stands() {
        return ended.isEmpty();
    }
}
