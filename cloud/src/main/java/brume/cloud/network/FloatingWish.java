package brume.cloud.network;

import brume.cloud.network.address.Ip;
import java.util.Optional;
import java.util.UUID;

/// What a floating address is to stand for: what is absent stays as it is.
///
/// @param port  present and empty for none
/// @param fixed one of the port's addresses, where it has several
public record FloatingWish(Optional<String> description, Optional<Optional<UUID>> port, Optional<Ip> fixed) {
    /// A floating address to be made.
    ///
    /// @param project absent for the caller's own
    /// @param subnet  absent for any of the network
    /// @param ip      absent for any that is free
    public record Draft(
            Optional<UUID> project, UUID network, Optional<UUID> subnet, Optional<Ip> ip, FloatingWish wish) {}
}
