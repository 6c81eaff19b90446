package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.cloud.network.address.Cidr;
import brume.cloud.network.address.Ip;
import brume.cloud.network.address.Range;
import brume.contract.NetworkSpec.Ipv6Mode;
import brume.contract.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// What goes together in a subnet, decided from values alone.
final class SubnetRules {
    private static final int DNS_SERVERS = 5;
    private static final int ROUTES = 20;

    private SubnetRules() {}

    static void check(
            Cidr cidr,
            int ipVersion,
            Optional<Ip> gateway,
            boolean dhcp,
            List<Ip> dns,
            List<Route> routes,
            List<Range> ranges,
            Optional<Ipv6Mode> raMode,
            Optional<Ipv6Mode> addressMode) {
        if (cidr.version() != ipVersion) {
            throw invalid("cidr " + cidr + " does not match the ip_version '" + ipVersion + "'");
        }
        if (cidr.length() == 0) throw invalid("'0' is not allowed as CIDR prefix length");
        if (dhcp && cidr.version() == 4 && special(cidr)) {
            throw invalid("Multicast and loopback subnets are not supported if enable_dhcp is True: " + cidr);
        }
        modes(cidr, dhcp, raMode, addressMode);
        gateway.ifPresent(ip -> gateway(cidr, ip));
        if (dns.size() > DNS_SERVERS) throw invalid("'" + dns.size() + "' exceeds the maximum of DNS nameservers");
        if (new HashSet<>(dns).size() < dns.size()) throw invalid("duplicate nameserver");
        routes(cidr, routes);
        ranges(cidr, ranges);
        if (gateway.isPresent()) clear(gateway.get(), ranges);
    }

    private static CloudFault invalid(String message) {
        return new CloudFault.Invalid("input", "Invalid input for operation: " + message + ".");
    }

    private static boolean special(Cidr cidr) {
        return cidr.overlaps(Cidr.of("224.0.0.0/4")) || cidr.overlaps(Cidr.of("127.0.0.0/8"));
    }

    private static void modes(Cidr cidr, boolean dhcp, Optional<Ipv6Mode> raMode, Optional<Ipv6Mode> addressMode) {
        if (raMode.isEmpty() && addressMode.isEmpty()) return;
        if (cidr.version() == 4)
            throw invalid("ipv6_ra_mode or ipv6_address_mode cannot be set when ip_version is set to 4");
        if (!dhcp) throw invalid("ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False");
        if (raMode.isPresent() && addressMode.isPresent() && !raMode.equals(addressMode)) {
            throw invalid("ipv6_ra_mode set to '" + word(raMode.get()) + "' with ipv6_address_mode set to '"
                    + word(addressMode.get()) + "' is not valid. If both attributes are set, they must be the same"
                    + " value");
        }
        boolean automatic = raMode.or(() -> addressMode).get() != Ipv6Mode.DHCPV6_STATEFUL;
        if (automatic && cidr.length() != 64) {
            throw invalid("Invalid CIDR " + cidr + " for IPv6 address mode. OpenStack uses the EUI-64 address format,"
                    + " which requires the prefix to be /64");
        }
    }

    private static String word(Ipv6Mode mode) {
        return mode.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static void gateway(Cidr cidr, Ip gateway) {
        if (gateway.version() != cidr.version()) {
            throw invalid("gateway_ip '" + gateway + "' does not match the ip_version '" + cidr.version() + "'");
        }
        // The network address of an IPv6 subnet is its routers' anycast address: some use it.
        boolean anycast = cidr.version() == 6 && gateway.equals(cidr.first());
        if (cidr.contains(gateway) && !cidr.usable(gateway) && !anycast) {
            throw invalid("Gateway is not valid on subnet");
        }
    }

    private static void routes(Cidr cidr, List<Route> routes) {
        if (routes.size() > ROUTES) {
            throw new CloudFault.Invalid(
                    "host-routes", "Unable to complete operation: the number of host routes exceeds " + ROUTES + ".");
        }
        if (new HashSet<>(routes).size() < routes.size()) throw invalid("duplicate host route");
        for (var route : routes) {
            boolean fits = Ip.parse(route.nexthop())
                            .filter(ip -> ip.version() == cidr.version())
                            .isPresent()
                    && Cidr.parse(route.destination())
                            .filter(d -> d.version() == cidr.version())
                            .isPresent();
            if (!fits) throw invalid("host route " + route.destination() + " does not match the subnet's IP version");
        }
    }

    private static void ranges(Cidr cidr, List<Range> ranges) {
        for (int i = 0; i < ranges.size(); i++) {
            var range = ranges.get(i);
            if (range.low().version() != cidr.version() || range.high().version() != cidr.version()) {
                throw invalid("allocation pool " + text(range) + " is of another IP version");
            }
            if (range.low().compareTo(range.high()) > 0) {
                throw new CloudFault.Invalid(
                        "allocation-pool", "The allocation pool " + text(range) + " is not valid.");
            }
            if (!cidr.usable(range.low()) || !cidr.usable(range.high())) {
                throw new CloudFault.Invalid(
                        "out-of-bounds-pool",
                        "The allocation pool " + text(range) + " spans beyond the subnet cidr " + cidr + ".");
            }
            for (var other : ranges.subList(0, i)) {
                if (other.overlaps(range)) {
                    throw new CloudFault.Conflict(
                            "overlapping-pools",
                            "Found overlapping allocation pools: " + text(other) + " " + text(range) + " for subnet "
                                    + cidr + ".");
                }
            }
        }
    }

    private static void clear(Ip gateway, List<Range> ranges) {
        for (var range : ranges) {
            if (range.contains(gateway)) {
                throw new CloudFault.Conflict(
                        "gateway-in-pool",
                        "Gateway ip " + gateway + " conflicts with allocation pool " + text(range) + ".");
            }
        }
    }

    private static String text(Range range) {
        return range.low() + "-" + range.high();
    }
}
