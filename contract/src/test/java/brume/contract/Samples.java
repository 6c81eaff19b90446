package brume.contract;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// One of each record that is kept as JSON, or goes between releases, with every field filled.
final class Samples {
    private Samples() {}

    /// By the name of its file.
    static Map<String, Object> all() {
        var samples = new LinkedHashMap<String, Object>();
        for (var item : items()) samples.put(item.key().kind().name(), item);
        samples.put("METADATA", metadata());
        samples.put("INVENTORY", new HostHello.Inventory(4, 8L << 30, 64L << 30, List.of(HypervisorKind.UML)));
        samples.put("REPORT", report());
        return samples;
    }

    private static UUID id(int number) {
        return new UUID(0x0193_5000_0000_7000L, 0x8000_0000_0000_0000L + number);
    }

    private static HostId host() {
        return new HostId(id(1));
    }

    private static List<Item> items() {
        return List.of(external(), network(), group(), port(), router(), guest());
    }

    private static Item external() {
        return new ExternalNetworkSpec(id(10), 1500, List.of("198.18.0.0/24"), Optional.of("198.18.0.1/24"));
    }

    private static Item network() {
        var subnet = new NetworkSpec.Subnet(
                id(21),
                "10.1.0.0/24",
                Optional.of("10.1.0.1"),
                true,
                Optional.of("10.1.0.2"),
                List.of("9.9.9.9"),
                List.of(new Route("203.0.113.0/24", "10.1.0.9")),
                Optional.of(NetworkSpec.Ipv6Mode.SLAAC));
        return new NetworkSpec(
                id(20),
                77,
                1450,
                List.of(subnet),
                List.of(new NetworkSpec.Peer(host(), "192.0.2.1")),
                List.of(new NetworkSpec.Neighbour("fa:16:3e:00:00:01", List.of("10.1.0.3"), host())));
    }

    private static Item group() {
        var rule = new SecurityGroupSpec.Rule(
                SecurityGroupSpec.Direction.INGRESS,
                true,
                Optional.of(6),
                Optional.of(22),
                Optional.of(23),
                Optional.of("fd00::/64"),
                Optional.of(id(31)));
        return new SecurityGroupSpec(id(30), true, List.of(rule), List.of("10.1.0.3"));
    }

    private static Item port() {
        return new PortSpec(
                id(40),
                id(60),
                id(20),
                "fa:16:3e:00:00:02",
                List.of(new PortSpec.FixedIp(id(21), "10.1.0.4")),
                Optional.of("web"),
                true,
                true,
                List.of(id(30)),
                List.of(new PortSpec.AllowedPair("10.1.0.5", "fa:16:3e:00:00:03")),
                List.of(new PortSpec.DhcpOption(false, "mtu", "1400")));
    }

    private static Item router() {
        return new RouterSpec(
                id(50),
                true,
                List.of(new RouterSpec.Interface(id(51), id(20), "fa:16:3e:00:00:04", List.of("10.1.0.1/24"))),
                Optional.of(new RouterSpec.Gateway(
                        id(52), id(10), "fa:16:3e:00:00:05", List.of("198.18.0.9/24"), List.of("198.18.0.1"), true)),
                List.of(new Route("203.0.113.0/24", "10.1.0.9")),
                List.of(new RouterSpec.FloatingIp(id(53), "198.18.0.10", "10.1.0.4")));
    }

    private static Item guest() {
        var image = new ImageSpec(id(70), ImageSpec.Format.QCOW2, 4096, "0".repeat(128));
        return new GuestSpec(
                id(60),
                id(61),
                "web",
                1,
                128L << 20,
                HypervisorKind.ANY,
                GuestSpec.Power.RUNNING,
                2,
                true,
                new DiskSpec(id(71), image, 1L << 30),
                Optional.of(new GuestSpec.BootFiles(image, Optional.of(image), "ro quiet")),
                List.of(new GuestSpec.Nic(id(40), "fa:16:3e:00:00:02", 1450)),
                true,
                metadata());
    }

    private static GuestMetadata metadata() {
        var address = new GuestMetadata.Address(
                "10.1.0.4",
                24,
                Optional.of("10.1.0.1"),
                List.of("9.9.9.9"),
                List.of(new Route("203.0.113.0/24", "10.1.0.9")),
                true);
        return new GuestMetadata(
                id(61),
                id(2),
                "web",
                "web",
                "i-0123456789abcdef0",
                "ami-0123456789abcdef0",
                "m1.nano",
                "nova",
                1,
                Optional.of("key"),
                Map.of("key", "ssh-ed25519 AAAA key"),
                Map.of("role", "web"),
                Optional.of("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8)),
                Optional.of("secret"),
                List.of("default"),
                Optional.of("198.18.0.10"),
                List.of(new GuestMetadata.Link(id(40), id(20), "fa:16:3e:00:00:02", 1450, List.of(address))));
    }

    private static HostReport report() {
        var item =
                new ItemSeen(new ItemKey(ItemKey.Kind.GUEST, id(60)), 7, ItemSeen.State.FAILED, Optional.of("no room"));
        var guest =
                new GuestSeen(id(60), 7, GuestSeen.State.RUNNING, 2, 1, false, HypervisorKind.UML, Optional.of("lost"));
        return new HostReport(host(), id(3), 9, List.of(item), List.of(guest), true);
    }
}
