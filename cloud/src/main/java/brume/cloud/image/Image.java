package brume.cloud.image;

import brume.contract.ImageSpec;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// An image: what its owner says of it, and its bytes, which never change once they are there.
///
/// @param content   there when the status is `ACTIVE` or `DEACTIVATED`; a deleted one keeps its own
/// @param deletedAt rows of deleted images stay, for the instances that were made of them
public record Image(
        UUID id,
        ImageDescription about,
        Status status,
        Optional<Content> content,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> deletedAt,
        long generation) {
    /// Where an image stands.
    public enum Status {
        /// Described; no bytes yet.
        QUEUED,
        /// Its bytes are coming in.
        SAVING,
        /// Whole.
        ACTIVE,
        /// Whole, but its bytes are withheld.
        DEACTIVATED,
        /// Gone for everybody.
        DELETED
    }

    /// An image's bytes.
    ///
    /// @param blob             their key in the byte store
    /// @param virtualSizeBytes what a guest would see, where we can tell
    /// @param md5              lower-case hex
    /// @param sha512           lower-case hex
    /// @param boots            how a hypervisor may read them; nothing when none may
    public record Content(
            UUID blob,
            long sizeBytes,
            Optional<Long> virtualSizeBytes,
            String md5,
            String sha512,
            Optional<ImageSpec.Format> boots) {}

    /// Its name, or the empty string.
    public String name() {
        return about.name().orElse("");
    }

    /// A property by its name, as `hw_rng_model` or `kernel_id`.
    public Optional<String> property(String name) {
        return Optional.ofNullable(about.properties().get(name));
    }
}
