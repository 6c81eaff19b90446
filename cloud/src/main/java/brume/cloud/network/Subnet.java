package brume.cloud.network;

import brume.cloud.network.address.Cidr;
import brume.cloud.network.address.Ip;
import brume.cloud.network.address.Range;
import brume.contract.NetworkSpec.Ipv6Mode;
import brume.contract.Route;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A range of addresses on a network.
///
/// @param ranges      where addresses are taken from
/// @param raMode      who sends router advertisements: absent when somebody else does
/// @param addressMode how guests learn their addresses
public record Subnet(
        Standard standing,
        UUID network,
        Cidr cidr,
        Optional<Ip> gateway,
        boolean dhcp,
        List<Ip> dnsServers,
        List<Route> routes,
        List<Range> ranges,
        Optional<Ipv6Mode> raMode,
        Optional<Ipv6Mode> addressMode,
        Optional<UUID> pool,
        List<String> serviceTypes) {
    public Subnet {
        dnsServers = List.copyOf(dnsServers);
        routes = List.copyOf(routes);
        ranges = List.copyOf(ranges);
        serviceTypes = List.copyOf(serviceTypes);
    }

    public UUID id() {
        return standing.id();
    }

    /// Whether a card's address here follows from its MAC.
    public boolean automatic() {
        return automatic(raMode) || automatic(addressMode);
    }

    private static boolean automatic(Optional<Ipv6Mode> mode) {
        return mode.filter(m -> m != Ipv6Mode.DHCPV6_STATEFUL).isPresent();
    }

    /// Whether guests see no difference to another state of it.
    boolean looksAs(Subnet other) {
        return gateway.equals(other.gateway)
                && dhcp == other.dhcp
                && dnsServers.equals(other.dnsServers)
                && routes.equals(other.routes);
    }

    /// Whether it is for ports of this owner: of any, unless it names service types.
    boolean serves(String owner) {
        return serviceTypes.isEmpty() || serviceTypes.stream().anyMatch(owner::startsWith);
    }
}
