package brume.cloud.network;

import brume.cloud.network.address.Cidr;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A place on a network where one card is plugged in.
///
/// @param device         id of the instance or router that it belongs to, or the empty string
/// @param owner          what kind of thing that is, as `compute:nova`; see [PortOwner]
/// @param status         what is seen of it
/// @param fault          why its host fails to make it
/// @param portSecurity   whether anti-spoofing and security groups hold
/// @param pairs          further addresses that may be sent from
/// @param dhcpOptions    what DHCP says to it beside what its subnets say
/// @param vnic           kind of card; always `normal` for guests of ours
/// @param profile        kept for administrators
/// @param host           the name of the host that it is plugged in at, or the empty string
public record Port(
        Standard standing,
        UUID network,
        String mac,
        boolean adminUp,
        List<FixedIp> fixedIps,
        String device,
        String owner,
        Status status,
        Optional<String> fault,
        boolean portSecurity,
        List<UUID> securityGroups,
        List<AllowedPair> pairs,
        List<DhcpOption> dhcpOptions,
        String vnic,
        JsonNode profile,
        String host) {
    /// What is seen of a port.
    public enum Status {
        ACTIVE,
        DOWN,
        BUILD,
        /// It is no plug at all, but holds an address.
        NONE
    }

    /// An address, or range, with the MAC that it may be sent from; absent for the port's own.
    public record AllowedPair(Cidr ip, Optional<String> mac) {}

    /// An option for DHCP.
    public record DhcpOption(String name, String value, int ipVersion) {}

    public Port {
        fixedIps = List.copyOf(fixedIps);
        securityGroups = List.copyOf(securityGroups);
        pairs = List.copyOf(pairs);
        dhcpOptions = List.copyOf(dhcpOptions);
    }

    public UUID id() {
        return standing.id();
    }

    /// The same with another MAC.
    Port as(String its) {
        return new Port(
                standing,
                network,
                its,
                adminUp,
                fixedIps,
                device,
                owner,
                status,
                fault,
                portSecurity,
                securityGroups,
                pairs,
                dhcpOptions,
                vnic,
                profile,
                host);
    }

    /// The same with these addresses, in these groups.
    Port holding(List<FixedIp> ips, List<UUID> groups) {
        return new Port(
                standing,
                network,
                mac,
                adminUp,
                ips,
                device,
                owner,
                status,
                fault,
                portSecurity,
                groups,
                pairs,
                dhcpOptions,
                vnic,
                profile,
                host);
    }

    /// The fixed addresses as the wire and the database count them: equal ones are equal.
    static Map<UUID, List<FixedIp>> bySubnet(List<FixedIp> ips) {
        return ips.stream().collect(java.util.stream.Collectors.groupingBy(FixedIp::subnet));
    }
}
