package brume.cloud.network;

import brume.contract.Route;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What passes packets between networks, and to the outside.
///
/// @param snat           whether guests without a floating address reach the outside, too
/// @param gatewayNetwork the external network that its gateway is on
/// @param gatewayIps     its addresses there
/// @param routes         static ones
public record Router(
        Standard standing,
        boolean adminUp,
        boolean snat,
        Optional<UUID> gatewayNetwork,
        List<FixedIp> gatewayIps,
        List<Route> routes) {
    public Router {
        gatewayIps = List.copyOf(gatewayIps);
        routes = List.copyOf(routes);
    }

    public UUID id() {
        return standing.id();
    }
}
