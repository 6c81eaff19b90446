package brume.cloud.network;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A router's leg on a network.
///
/// @param project the router's
/// @param subnets that it has an address of, at least one
public record RouterLeg(UUID router, Optional<UUID> project, UUID port, UUID network, List<UUID> subnets) {
    public RouterLeg {
        subnets = List.copyOf(subnets);
    }
}
