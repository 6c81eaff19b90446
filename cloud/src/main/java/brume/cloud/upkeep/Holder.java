package brume.cloud.upkeep;

import java.util.Optional;
import java.util.UUID;

/// A resource that hangs on another one that is to go.
///
/// @param why how it hangs there
/// @param of  the kind of the other one
public record Holder(
        String kind, String id, Optional<String> name, Optional<UUID> project, String why, String of, String ofId) {
    /// For a person.
    String words() {
        var on = kind.equals(of) && id.equals(ofId) ? "" : " (" + of + " " + ofId + ")";
        return kind + " " + id + " " + why + on;
    }
}
