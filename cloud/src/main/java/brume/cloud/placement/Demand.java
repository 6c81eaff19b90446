package brume.cloud.placement;

import brume.contract.HostId;
import brume.contract.HypervisorKind;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What a guest needs of its host.
///
/// @param residence  who will hold the claims
/// @param hypervisor what the image asks for
/// @param zone       availability zone, when one was asked for
/// @param hostName   the one host that will do, when the operator named it
/// @param traits     abilities that the host must have
/// @param with       one of these hosts, unless empty
/// @param without    none of these hosts
public record Demand(
        UUID residence,
        Room room,
        HypervisorKind hypervisor,
        Optional<String> zone,
        Optional<String> hostName,
        Set<String> traits,
        Set<HostId> with,
        Set<HostId> without) {
    public Demand {
        traits = Set.copyOf(traits);
        with = Set.copyOf(with);
        without = Set.copyOf(without);
    }
}
