package brume.cloud.network;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A network's permission for a project that it is not its own.
///
/// @param project whose network it is
/// @param target  absent for every project
public record NetworkShare(
        UUID id, UUID project, UUID network, Access access, Optional<UUID> target, Instant createdAt) {
    /// What is permitted.
    public enum Access {
        /// To have ports there.
        SHARED,
        /// To have gateways and floating addresses there.
        EXTERNAL
    }
}
