package brume.cloud.image.metadef;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// One definition in a namespace.
///
/// @param name unique among those of its kind in the namespace
/// @param body as its author wrote it
public record Definition(Kind kind, String name, JsonNode body, Instant createdAt, Instant updatedAt) {
    /// What is defined.
    public enum Kind {
        /// A group of properties that belong together.
        OBJECT,
        /// A single property: its type, its values.
        PROPERTY,
        /// A word to mark things with.
        TAG
    }
}
