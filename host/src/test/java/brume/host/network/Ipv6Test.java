package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.NetworkSpec;
import brume.contract.NetworkSpec.Ipv6Mode;
import brume.contract.PortSpec;
import brume.contract.RouterSpec;
import brume.contract.SecurityGroupSpec;
import brume.contract.SecurityGroupSpec.Direction;
import brume.contract.SecurityGroupSpec.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// IPv6 subnets: router advertisements, addresses, rules.
final class Ipv6Test extends KernelLab {
    private static final String PREFIX = "fd99:1:2:3";

    private final SecurityGroupSpec open6 =
            Specs.group(List.of(), any6(Direction.EGRESS, Optional.empty()), any6(Direction.INGRESS, Optional.empty()));

    @Test
    void aGuestMakesItsAddressOfAnAdvertisedPrefixAndReachesOthers() {
        var subnet = told(Ipv6Mode.SLAAC);
        var first = guestWithoutAddress(port(subnet, 21, open6));
        var second = guestWithoutAddress(port(subnet, 22, open6));
        eventually(
                () -> first.run("ip", "addr", "show", "dev", "eth0").out().contains(PREFIX + ":f816:3eff:fe00:15/64"));
        eventually(
                () -> second.run("ip", "addr", "show", "dev", "eth0").out().contains(PREFIX + ":f816:3eff:fe00:16/64"));
        eventually(() -> first.pings(PREFIX + ":f816:3eff:fe00:16"));
        eventually(() -> first.pings(PREFIX + "::1"));
        assertThat(first.run("ip", "-6", "route").out()).contains("default via fe80::");
        first.ip("addr", "add", PREFIX + "::99/64", "dev", "eth0", "nodad");
        assertThat(first.pings(PREFIX + ":f816:3eff:fe00:16", "-I", PREFIX + "::99"))
                .isFalse();
    }

    @Test
    void nothingPassesThatNoRuleNames() {
        var subnet = told(Ipv6Mode.SLAAC);
        var icmp = Specs.group(List.of(), any6(Direction.INGRESS, Optional.of(58)));
        network.group(icmp);
        var asker = guestWithoutAddress(port(subnet, 21, open6));
        var target = guestWithoutAddress(port(subnet, 22, icmp));
        eventually(() -> asker.pings(PREFIX + ":f816:3eff:fe00:16"));
        assertThat(target.pings(PREFIX + ":f816:3eff:fe00:15")).isFalse();
        network.group(new SecurityGroupSpec(icmp.id(), true, List.of(), List.of()));
        assertThat(asker.pings(PREFIX + ":f816:3eff:fe00:16")).isFalse();
    }

    @Test
    void aGuestThatMakesItsAddressItselfIsToldTheOptionsOfItsPort() {
        var network = told(Ipv6Mode.DHCPV6_STATELESS);
        var first = guestWithoutAddress(
                Specs.telling(port(network, 21, open6), new PortSpec.DhcpOption(true, "sntp-server", PREFIX + "::77")));
        var second = guestWithoutAddress(port(network, 22, open6));
        var dns = "20010db8000000000000000000000053";
        eventually(() -> Dhcpv6.options(first, 23, 31).equals(Map.of(23, dns, 31, "fd990001000200030000000000000077")));
        eventually(() -> Dhcpv6.options(second, 23, 31).equals(Map.of(23, dns)));
    }

    private NetworkSpec told(Ipv6Mode mode) {
        var subnet = new NetworkSpec.Subnet(
                UUID.randomUUID(),
                PREFIX + "::/64",
                Optional.of(PREFIX + "::1"),
                true,
                Optional.of(PREFIX + "::2"),
                List.of("2001:db8::53"),
                List.of(),
                Optional.of(mode));
        var spec = new NetworkSpec(
                specs.network.id(),
                10,
                1450,
                List.of(specs.network.subnets().getFirst(), subnet),
                List.of(),
                List.of());
        network.network(spec);
        network.group(open6);
        var leg = specs.router.interfaces().getFirst();
        network.router(new RouterSpec(
                specs.router.id(),
                true,
                List.of(new RouterSpec.Interface(
                        leg.port(), leg.network(), leg.mac(), List.of("10.199.0.1/24", PREFIX + "::1/64"))),
                specs.router.gateway(),
                List.of(),
                List.of()));
        return spec;
    }

    private static PortSpec port(NetworkSpec network, int last, SecurityGroupSpec group) {
        var port = Specs.port(network, last, group);
        return new PortSpec(
                port.id(),
                port.residence(),
                port.network(),
                port.mac(),
                List.of(new PortSpec.FixedIp(
                        network.subnets().getLast().id(), PREFIX + ":f816:3eff:fe00:%x".formatted(last))),
                port.hostname(),
                true,
                true,
                port.securityGroups(),
                List.of(),
                List.of());
    }

    private static Rule any6(Direction direction, Optional<Integer> protocol) {
        return new Rule(direction, true, protocol, NONE, NONE, Optional.empty(), Optional.empty());
    }
}
