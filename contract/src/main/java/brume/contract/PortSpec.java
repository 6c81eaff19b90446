package brume.contract;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A port of a guest on this host: a tap on its network's bridge, with its rules.
///
/// @param residence      whose card it is
/// @param mac            lower case, with colons
/// @param hostname       what DHCP tells the guest to be called
/// @param secured        whether anti-spoofing and security groups hold; without, everything passes
/// @param securityGroups each a [SecurityGroupSpec] of this host; until one has come, nothing passes in
/// @param allowed        further addresses that the guest may send from
/// @param dhcpOptions    what DHCP tells this port beside, or instead of, what its subnets say
public record PortSpec(
        UUID id,
        UUID residence,
        UUID network,
        String mac,
        List<FixedIp> fixedIps,
        Optional<String> hostname,
        boolean up,
        boolean secured,
        List<UUID> securityGroups,
        List<AllowedPair> allowed,
        List<DhcpOption> dhcpOptions)
        implements Item {
    public PortSpec {
        fixedIps = List.copyOf(fixedIps);
        securityGroups = List.copyOf(securityGroups);
        allowed = List.copyOf(allowed);
        // Specs that were kept by an earlier release have none.
        dhcpOptions = dhcpOptions == null ? List.of() : List.copyOf(dhcpOptions);
    }

    /// An address of a port.
    public record FixedIp(UUID subnet, String ip) {}

    /// An address, or a CIDR, that may appear as a source beside the port's own.
    public record AllowedPair(String ip, String mac) {}

    /// An option of DHCP.
    ///
    /// @param option its number, or its name in dnsmasq(8)
    /// @param value  on one line; the empty string for none at all
    public record DhcpOption(boolean ipv6, String option, String value) {}
}
