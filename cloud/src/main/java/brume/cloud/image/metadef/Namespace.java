package brume.cloud.image.metadef;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A named set of definitions.
///
/// @param name  unique in the cloud
/// @param owner the project that it belongs to
public record Namespace(UUID id, String name, UUID owner, About about, Instant createdAt, Instant updatedAt) {
    /// What is said of a namespace, and may change.
    ///
    /// @param everybody whether all projects see it
    /// @param guarded   whether it refuses to be deleted
    public record About(
            Optional<String> displayName, Optional<String> description, boolean everybody, boolean guarded) {}
}
