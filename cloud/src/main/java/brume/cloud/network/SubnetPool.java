package brume.cloud.network;

import brume.cloud.network.address.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Ranges that subnets are carved from.
///
/// @param shortest shortest prefix of a subnet, in bits
/// @param longest  longest one
/// @param usual    the one that is taken when none is asked for
/// @param standard whether it is taken when no pool is named
/// @param quota    how much of it one project may have: IPv4 addresses, or IPv6 /64 ranges
public record SubnetPool(
        Standard standing,
        int ipVersion,
        List<Cidr> prefixes,
        int shortest,
        int longest,
        int usual,
        boolean shared,
        boolean standard,
        Optional<Long> quota) {
    public SubnetPool {
        prefixes = List.copyOf(prefixes);
    }

    public UUID id() {
        return standing.id();
    }
}
