package brume.cloud.network;

import java.util.List;
import java.util.UUID;

/// A network of a tenant, or one outside the cloud.
///
/// @param shared       whether all projects may use it
/// @param external     whether routers may have their gateway on it
/// @param standard     whether it is the external network that is taken when none is named
/// @param portSecurity what new ports get
/// @param vni          of no other network
/// @param subnets      ids, oldest first
public record Network(
        Standard standing,
        boolean adminUp,
        boolean shared,
        boolean external,
        boolean standard,
        boolean portSecurity,
        int mtu,
        int vni,
        List<UUID> subnets) {
    public Network {
        subnets = List.copyOf(subnets);
    }

    public UUID id() {
        return standing.id();
    }
}
