package brume.cloud.network;

import brume.cloud.network.address.Cidr;
import brume.cloud.network.address.Prefix;
import brume.contract.SecurityGroupSpec.Direction;
import java.util.Optional;
import java.util.UUID;

/// One thing that may pass.
///
/// @param protocol    a name or number, as it was given; absent for any
/// @param low         first port, or ICMP type
/// @param high        last port, or ICMP code
/// @param remote      addresses, as they were given
/// @param remoteGroup a group whose members' addresses are meant
public record SecurityGroupRule(
        Standard standing,
        UUID group,
        Direction direction,
        int ipVersion,
        Optional<String> protocol,
        Optional<Integer> low,
        Optional<Integer> high,
        Optional<Prefix> remote,
        Optional<UUID> remoteGroup) {
    public UUID id() {
        return standing.id();
    }

    /// The addresses that are meant; absent for any, or those of a group.
    public Optional<Cidr> remoteCidr() {
        return remote.map(Prefix::cidr);
    }
}
