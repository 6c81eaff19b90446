package brume.cloud.network;

import brume.cloud.network.address.Cidr;
import brume.cloud.network.address.Ip;
import brume.cloud.network.address.Range;
import brume.contract.NetworkSpec.Ipv6Mode;
import brume.contract.Route;
import java.util.List;
import java.util.Optional;

/// What a subnet is to be: what is absent is as usual, or stays as it is.
///
/// @param cidr    for new ones alone
/// @param gateway present and empty for none at all
public record SubnetWish(
        Optional<String> name,
        Optional<String> description,
        Optional<Cidr> cidr,
        Optional<Optional<Ip>> gateway,
        Optional<Boolean> dhcp,
        Optional<List<Ip>> dnsServers,
        Optional<List<Route>> routes,
        Optional<List<Range>> ranges,
        Optional<Ipv6Mode> raMode,
        Optional<Ipv6Mode> addressMode,
        Optional<List<String>> serviceTypes) {
    /// A subnet of these addresses, as usual.
    public static SubnetWish of(String name, Cidr cidr) {
        return new SubnetWish(
                Optional.of(name),
                Optional.empty(),
                Optional.of(cidr),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// The same with these addresses.
    SubnetWish at(Cidr addresses) {
        return new SubnetWish(
                name,
                description,
                Optional.of(addresses),
                gateway,
                dhcp,
                dnsServers,
                routes,
                ranges,
                raMode,
                addressMode,
                serviceTypes);
    }

    /// The same without DHCP.
    public SubnetWish withoutDhcp() {
        return new SubnetWish(
                name,
                description,
                cidr,
                gateway,
                Optional.of(false),
                dnsServers,
                routes,
                ranges,
                raMode,
                addressMode,
                serviceTypes);
    }
}
