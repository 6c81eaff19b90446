package brume.cloud.network;

import brume.cloud.network.address.Ip;
import java.util.Optional;
import java.util.UUID;

/// An address outside the cloud that stands for a fixed one.
///
/// @param ownPort the port that holds the address
/// @param port    whose fixed address it stands for
/// @param fixed   that address
/// @param router  by way of which
public record FloatingIp(
        Standard standing,
        UUID network,
        UUID subnet,
        Ip ip,
        UUID ownPort,
        Optional<UUID> port,
        Optional<Ip> fixed,
        Optional<UUID> router) {
    public UUID id() {
        return standing.id();
    }
}
