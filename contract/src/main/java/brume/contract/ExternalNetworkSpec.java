package brume.contract;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A network outside the cloud, which floating addresses belong to, as a host reaches it.
///
/// @param hostAddress the address (with prefix length, `172.24.4.1/24`) that the machine itself takes on its one link
///                    to this network; usually the subnet's gateway
public record ExternalNetworkSpec(UUID id, int mtu, List<String> cidrs, Optional<String> hostAddress) implements Item {
    public ExternalNetworkSpec {
        cidrs = List.copyOf(cidrs);
    }
}
