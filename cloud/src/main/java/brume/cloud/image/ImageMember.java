package brume.cloud.image;

import java.time.Instant;
import java.util.UUID;

/// A project that a shared image was given to, and what it says to that.
public record ImageMember(UUID image, UUID project, Status status, Instant createdAt, Instant updatedAt) {
    /// What the project said.
    public enum Status {
        /// Nothing yet: it can use the image by its id, but does not see it in lists.
        PENDING,
        /// Yes: it sees it in lists.
        ACCEPTED,
        /// No.
        REJECTED
    }
}
