package brume.cloud.image.metadef;

import java.time.Instant;
import java.util.Optional;

/// To what kind of thing the definitions of a namespace apply.
///
/// @param resourceType     as `OS::Glance::Image`
/// @param prefix           before the names of properties on such things
/// @param propertiesTarget where it has several sets of properties, which one
public record Association(
        String resourceType, Optional<String> prefix, Optional<String> propertiesTarget, Instant createdAt) {
    /// One that is yet to be made.
    public static Association with(String resourceType, Optional<String> prefix, Optional<String> propertiesTarget) {
        return new Association(resourceType, prefix, propertiesTarget, Instant.EPOCH);
    }

    Association made(Instant when) {
        return new Association(resourceType, prefix, propertiesTarget, when);
    }
}
