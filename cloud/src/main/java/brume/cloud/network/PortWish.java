package brume.cloud.network;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// What a port is to be: what is absent is as usual, or stays as it is.
public record PortWish(
        Optional<String> name,
        Optional<String> description,
        Optional<Boolean> adminUp,
        Optional<String> mac,
        Optional<List<AddressWish>> fixedIps,
        Optional<String> device,
        Optional<String> owner,
        Optional<Boolean> portSecurity,
        Optional<List<UUID>> securityGroups,
        Optional<List<Port.AllowedPair>> pairs,
        Optional<List<Option>> dhcpOptions,
        Optional<String> vnic,
        Optional<JsonNode> profile,
        Optional<String> host) {
    /// An option for DHCP.
    ///
    /// @param value absent for one that goes
    public record Option(String name, Optional<String> value, int ipVersion) {}

    static final PortWish NONE = of(Optional.empty(), Optional.empty());

    private static PortWish of(Optional<String> device, Optional<String> owner) {
        return new PortWish(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                device,
                owner,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// A port for a thing of ours.
    static PortWish of(String device, String owner) {
        return of(Optional.of(device), Optional.of(owner));
    }

    /// The same with these addresses.
    PortWish at(List<AddressWish> addresses) {
        return new PortWish(
                name,
                description,
                adminUp,
                mac,
                Optional.of(addresses),
                device,
                owner,
                portSecurity,
                securityGroups,
                pairs,
                dhcpOptions,
                vnic,
                profile,
                host);
    }

    /// A port as it is, but with these addresses.
    public static PortWish addresses(List<AddressWish> addresses) {
        return NONE.at(addresses);
    }

    /// A port as it is, but in these security groups.
    public static PortWish groups(List<UUID> groups) {
        return NONE.in(groups);
    }

    /// The same in these security groups.
    PortWish in(List<UUID> groups) {
        return new PortWish(
                name,
                description,
                adminUp,
                mac,
                fixedIps,
                device,
                owner,
                portSecurity,
                Optional.of(groups),
                pairs,
                dhcpOptions,
                vnic,
                profile,
                host);
    }

    /// The wish without what is so already: an address that stays needs no right to choose it.
    PortWish besides(Port port) {
        return new PortWish(
                name,
                description,
                adminUp,
                mac.filter(mac -> !mac.equals(port.mac())),
                fixedIps.map(ips -> ips.stream()
                        .filter(ip -> port.fixedIps().stream()
                                .noneMatch(have -> ip.ip().equals(Optional.of(have.ip()))))
                        .toList()),
                device,
                owner.filter(owner -> !owner.equals(port.owner())),
                portSecurity.filter(on -> on != port.portSecurity()),
                securityGroups,
                pairs,
                dhcpOptions,
                vnic,
                profile.filter(profile -> !profile.equals(port.profile())),
                host.filter(host -> !host.equals(port.host())));
    }
}
