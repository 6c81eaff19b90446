package brume.cloud.network;

import java.util.Optional;
import java.util.UUID;

/// A card that an instance asks for.
///
/// @param network where a port is to be made; ignored when `port` is given
/// @param port    one that is there already
/// @param fixedIp the address that the new port is to have
public record NetworkRequest(Optional<UUID> network, Optional<UUID> port, Optional<String> fixedIp) {
    public static NetworkRequest network(UUID network) {
        return new NetworkRequest(Optional.of(network), Optional.empty(), Optional.empty());
    }

    public static NetworkRequest port(UUID port) {
        return new NetworkRequest(Optional.empty(), Optional.of(port), Optional.empty());
    }
}
