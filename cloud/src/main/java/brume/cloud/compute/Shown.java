package brume.cloud.compute;

import brume.cloud.network.InstancePort;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// All that is told of one instance.
///
/// @param group the server group that it is in
/// @param told  whether it has user data
/// @param ports in the order of its cards
public record Shown(Found found, Optional<UUID> group, boolean told, List<InstancePort> ports) {
    UUID id() {
        return found.instance().id();
    }

    /// What lists tell of it.
    public Summary summary() {
        return Summary.of(found, told);
    }

    Shown at(List<InstancePort> its) {
        return new Shown(found, group, told, its);
    }
}
