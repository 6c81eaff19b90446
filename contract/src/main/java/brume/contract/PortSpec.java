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
        List<AllowedPair> allowed)
        implements Item {
    public PortSpec {
        fixedIps = List.copyOf(fixedIps);
        securityGroups = List.copyOf(securityGroups);
        allowed = List.copyOf(allowed);
    }

    /// An address of a port.
    public record FixedIp(UUID subnet, String ip) {}

    /// An address, or a CIDR, that may appear as a source beside the port's own.
    public record AllowedPair(String ip, String mac) {}
}
