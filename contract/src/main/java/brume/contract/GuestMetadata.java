package brume.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What a guest may learn about itself, from 169.254.169.254 or its config drive. It is served by the host from
/// this record alone, so that it works while the controller is down.
///
/// @param hostname         as the guest should call itself, without domain
/// @param project          whose instance it is
/// @param ec2Id            `i-` and 17 hex digits
/// @param ec2ImageId       `ami-` and 17 hex digits
/// @param launchIndex      its place among those of the same request, from 0
/// @param publicKeys       by the key pair's name, as lines of `authorized_keys`
/// @param meta             the owner's own keys and values
/// @param userData         as given, at most 64 KiB
/// @param securityGroups   names
/// @param publicIpv4       the floating address of its first card
/// @param networks         for `network_data.json`, one for each card
public record GuestMetadata(
        UUID instance,
        UUID project,
        String name,
        String hostname,
        String ec2Id,
        String ec2ImageId,
        String flavor,
        String availabilityZone,
        int launchIndex,
        Optional<String> keyName,
        Map<String, String> publicKeys,
        Map<String, String> meta,
        Optional<byte[]> userData,
        Optional<String> adminPassword,
        List<String> securityGroups,
        Optional<String> publicIpv4,
        List<Link> networks) {
    public GuestMetadata {
        publicKeys = Map.copyOf(publicKeys);
        meta = Map.copyOf(meta);
        securityGroups = List.copyOf(securityGroups);
        networks = List.copyOf(networks);
    }

    /// The same with what the guest may read in secret.
    public GuestMetadata secretly(Optional<byte[]> userData, Optional<String> adminPassword) {
        return new GuestMetadata(
                instance,
                project,
                name,
                hostname,
                ec2Id,
                ec2ImageId,
                flavor,
                availabilityZone,
                launchIndex,
                keyName,
                publicKeys,
                meta,
                userData,
                adminPassword,
                securityGroups,
                publicIpv4,
                networks);
    }

    /// A card and the addresses on it.
    public record Link(UUID port, UUID network, String mac, int mtu, List<Address> addresses) {
        public Link {
            addresses = List.copyOf(addresses);
        }
    }

    /// An address of a card.
    ///
    /// @param dhcp whether the guest is to ask for it
    public record Address(
            String ip,
            int prefixLength,
            Optional<String> gateway,
            List<String> dnsServers,
            List<Route> routes,
            boolean dhcp) {
        public Address {
            dnsServers = List.copyOf(dnsServers);
            routes = List.copyOf(routes);
        }
    }
}
