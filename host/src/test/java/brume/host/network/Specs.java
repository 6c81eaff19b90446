package brume.host.network;

import brume.contract.ExternalNetworkSpec;
import brume.contract.GuestMetadata;
import brume.contract.NetworkSpec;
import brume.contract.PortSpec;
import brume.contract.RouterSpec;
import brume.contract.SecurityGroupSpec;
import brume.contract.SecurityGroupSpec.Direction;
import brume.contract.SecurityGroupSpec.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// One network with a port behind a router, and the world outside; new ids for each test.
final class Specs {
    /// Another one in each process of tests, since such meet on one machine; those that it starts are told its.
    static final long RUN = Long.getLong("brume.run", ProcessHandle.current().pid() % 250);

    static final String WORLD = "172.29." + RUN;
    static final String ELSEWHERE = "172.30." + RUN;

    final ExternalNetworkSpec external =
            new ExternalNetworkSpec(UUID.randomUUID(), 1500, List.of(WORLD + ".0/24"), Optional.of(WORLD + ".1/24"));
    final NetworkSpec network = network(10, Optional.of("10.199.0.1"));
    final SecurityGroupSpec group = group(
            List.of("10.199.0.11"),
            new Rule(
                    Direction.EGRESS,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
    final PortSpec port =
            telling(port(network, 11, group), new PortSpec.DhcpOption(false, "bootfile-name", "pxelinux.0"));
    final RouterSpec router = new RouterSpec(
            UUID.randomUUID(),
            true,
            List.of(new RouterSpec.Interface(
                    UUID.randomUUID(), network.id(), "fa:16:3e:99:00:01", List.of("10.199.0.1/24"))),
            Optional.of(new RouterSpec.Gateway(
                    UUID.randomUUID(),
                    external.id(),
                    "fa:16:3e:99:00:02",
                    List.of(WORLD + ".10/24"),
                    List.of(WORLD + ".1"),
                    true)),
            List.of(),
            List.of(new RouterSpec.FloatingIp(UUID.randomUUID(), WORLD + ".50", "10.199.0.11")));
    final GuestMetadata metadata = metadata(port, "web");

    static NetworkSpec network(int vni, Optional<String> gateway) {
        return new NetworkSpec(
                UUID.randomUUID(),
                vni,
                1450,
                List.of(new NetworkSpec.Subnet(
                        UUID.randomUUID(),
                        "10.199.0.0/24",
                        gateway,
                        true,
                        Optional.of("10.199.0.2"),
                        List.of("9.9.9.9"),
                        List.of(),
                        Optional.empty())),
                List.of(),
                List.of());
    }

    static SecurityGroupSpec group(List<String> members, Rule... rules) {
        return new SecurityGroupSpec(UUID.randomUUID(), true, List.of(rules), members);
    }

    /// The port 10.199.0.`last` with a MAC that ends in `last`.
    static PortSpec port(NetworkSpec network, int last, SecurityGroupSpec... groups) {
        return new PortSpec(
                UUID.randomUUID(),
                UUID.randomUUID(),
                network.id(),
                "fa:16:3e:00:00:%02x".formatted(last),
                List.of(new PortSpec.FixedIp(network.subnets().getFirst().id(), "10.199.0." + last)),
                Optional.of("guest" + last),
                true,
                true,
                List.of(groups).stream().map(SecurityGroupSpec::id).toList(),
                List.of(),
                List.of());
    }

    /// The same port with these options of DHCP.
    static PortSpec telling(PortSpec port, PortSpec.DhcpOption... options) {
        return new PortSpec(
                port.id(),
                port.residence(),
                port.network(),
                port.mac(),
                port.fixedIps(),
                port.hostname(),
                port.up(),
                port.secured(),
                port.securityGroups(),
                port.allowed(),
                List.of(options));
    }

    static GuestMetadata metadata(PortSpec port, String name) {
        return new GuestMetadata(
                UUID.randomUUID(),
                UUID.randomUUID(),
                name,
                name,
                "i-0123456789abcdef0",
                "ami-0123456789abcdef0",
                "m1.nano",
                "nova",
                0,
                Optional.of("key"),
                Map.of("key", "ssh-ed25519 AAAA key"),
                Map.of("role", "web"),
                Optional.of("#!/bin/sh\necho hello\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                Optional.empty(),
                List.of("default"),
                Optional.of(WORLD + ".50"),
                List.of(new GuestMetadata.Link(
                        port.id(),
                        port.network(),
                        port.mac(),
                        1450,
                        List.of(new GuestMetadata.Address(
                                port.fixedIps().getFirst().ip(),
                                24,
                                Optional.of("10.199.0.1"),
                                List.of("9.9.9.9"),
                                List.of(),
                                true)))));
    }
}
