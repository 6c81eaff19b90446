package brume.contract;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A router, on each host that has guests on one of its networks.
///
/// @param up       whether it forwards
/// @param gateway  its way out, where this host has one: the gateway itself is on one host of the router alone
/// @param floating external addresses, of guests of this host, that stand for a fixed one
public record RouterSpec(
        UUID id,
        boolean up,
        List<Interface> interfaces,
        Optional<Gateway> gateway,
        List<Route> routes,
        List<FloatingIp> floating)
        implements Item {
    public RouterSpec {
        interfaces = List.copyOf(interfaces);
        routes = List.copyOf(routes);
        floating = List.copyOf(floating);
    }

    /// A leg on a tenant network.
    ///
    /// @param addresses with prefix length
    public record Interface(UUID port, UUID network, String mac, List<String> addresses) {
        public Interface {
            addresses = List.copyOf(addresses);
        }
    }

    /// The leg on an external network.
    ///
    /// @param mac       no other host's
    /// @param addresses with prefix length; none where the leg is for floating addresses alone: nothing else leaves
    /// @param nexthops the external subnets' gateways
    /// @param snat     whether guests without a floating address reach the outside, too
    public record Gateway(
            UUID port, UUID network, String mac, List<String> addresses, List<String> nexthops, boolean snat) {
        public Gateway {
            addresses = List.copyOf(addresses);
            nexthops = List.copyOf(nexthops);
        }
    }

    /// An external address and the fixed one behind it.
    public record FloatingIp(UUID id, String external, String fixed) {}
}
