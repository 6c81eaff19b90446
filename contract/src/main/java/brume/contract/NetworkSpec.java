package brume.contract;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A tenant network as a host should carry it: a bridge with its VXLAN, and DHCP and router advertisements for the
/// guests of this host.
///
/// @param vni   1 to 16777215, of no other network of the cloud
/// @param peers the other hosts that carry the network
/// @param neighbours ports of the network on other hosts, so that nothing has to be flooded or learnt
public record NetworkSpec(UUID id, int vni, int mtu, List<Subnet> subnets, List<Peer> peers, List<Neighbour> neighbours)
        implements Item {
    public NetworkSpec {
        subnets = List.copyOf(subnets);
        peers = List.copyOf(peers);
        neighbours = List.copyOf(neighbours);
    }

    @Override
    public NetworkSpec on(HostId host) {
        return new NetworkSpec(
                id,
                vni,
                mtu,
                subnets,
                peers.stream().filter(peer -> !peer.host().equals(host)).toList(),
                neighbours.stream()
                        .filter(neighbour -> !neighbour.host().equals(host))
                        .toList());
    }

    /// The same with these neighbours.
    public NetworkSpec with(List<Neighbour> neighbours) {
        return new NetworkSpec(id, vni, mtu, subnets, peers, neighbours);
    }

    /// A subnet.
    ///
    /// @param gateway     absent when the subnet has none
    /// @param dhcp        whether DHCP answers, from `dhcpAddress`
    /// @param dhcpAddress the address that DHCP (and, for isolated networks, metadata) is served from, the same on
    ///                    each host; present when `dhcp` is
    /// @param ipv6        how addresses are learnt, for IPv6 alone
    public record Subnet(
            UUID id,
            String cidr,
            Optional<String> gateway,
            boolean dhcp,
            Optional<String> dhcpAddress,
            List<String> dnsServers,
            List<Route> hostRoutes,
            Optional<Ipv6Mode> ipv6) {
        public Subnet {
            dnsServers = List.copyOf(dnsServers);
            hostRoutes = List.copyOf(hostRoutes);
        }
    }

    /// How guests of an IPv6 subnet learn their addresses.
    public enum Ipv6Mode {
        SLAAC,
        DHCPV6_STATEFUL,
        DHCPV6_STATELESS
    }

    /// Another host of the network.
    ///
    /// @param underlay its address between hosts
    public record Peer(HostId host, String underlay) {}

    /// A port on another host.
    public record Neighbour(String mac, List<String> ips, HostId host) {
        public Neighbour {
            ips = List.copyOf(ips);
        }
    }
}
