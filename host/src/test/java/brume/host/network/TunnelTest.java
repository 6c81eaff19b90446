package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.HostId;
import brume.contract.NetworkSpec;
import brume.contract.PortSpec;
import brume.host.process.Command;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// One tenant network on two hosts, whose underlay is a pair of namespaces.
final class TunnelTest extends KernelLab {
    private final String[] underlays = {name(), name()};
    private final HostId[] hosts = {new HostId(UUID.randomUUID()), new HostId(UUID.randomUUID())};

    @Test
    void guestsOnTwoHostsReachEachOtherAndEachHostServesItsOwn() {
        underlay();
        try (var near = host(0);
                var far = host(1)) {
            try {
                near.network(seenFrom(0, b));
                far.network(seenFrom(1, a));
                for (var each : List.of(near, far)) {
                    each.group(open);
                    each.router(specs.router);
                }
                near.port(a);
                far.port(b);
                near.metadata(a.id(), Optional.of(Specs.metadata(a, "near")));
                far.metadata(b.id(), Optional.of(Specs.metadata(b, "far")));
                try (var first = new TestGuest(near, a).configured("10.199.0.1");
                        var second = new TestGuest(far, b).configured("10.199.0.1")) {
                    eventually(() -> first.pings("10.199.0.12"));
                    eventually(() -> second.get("http://169.254.169.254/latest/meta-data/hostname")
                            .equals("far"));
                    assertThat(first.get("http://169.254.169.254/latest/meta-data/hostname"))
                            .isEqualTo("near");
                    near.network(seenFrom(0));
                    first.ip("neigh", "flush", "dev", "eth0");
                    assertThat(first.run("ping", "-c1", "-W1", "10.199.0.12").exit())
                            .isNotZero();
                }
            } finally {
                for (var each : List.of(near, far)) each.items().forEach(each::remove);
                assertThat(near.traces()).isEmpty();
                assertThat(far.traces()).isEmpty();
            }
        }
    }

    private NetworkSpec seenFrom(int host, PortSpec... others) {
        var plain = specs.network;
        var other = new NetworkSpec.Peer(hosts[1 - host], "192.0.2." + (2 - host));
        return new NetworkSpec(
                plain.id(),
                plain.vni(),
                plain.mtu(),
                plain.subnets(),
                others.length == 0 ? List.of() : List.of(other),
                List.of(others).stream()
                        .map(port -> new NetworkSpec.Neighbour(
                                port.mac(),
                                port.fixedIps().stream()
                                        .map(PortSpec.FixedIp::ip)
                                        .toList(),
                                other.host()))
                        .toList());
    }

    private LinuxNetwork host(int number) {
        return new LinuxNetwork(
                new LinuxNetwork.Options(
                        hosts[number],
                        folder.resolve("host" + number),
                        Path.of("/run/brume"),
                        Optional.of("192.0.2." + (1 + number)),
                        Optional.of(underlays[number]),
                        false,
                        Optional.empty()),
                new SecureRandom());
    }

    private void underlay() {
        for (var name : underlays) {
            Command.of("ip", "netns", "add", name).ok();
            opened.push(() -> Command.of("ip", "netns", "delete", name).ok());
        }
        Command.of(
                        "ip",
                        "link",
                        "add",
                        "u0",
                        "netns",
                        underlays[0],
                        "type",
                        "veth",
                        "peer",
                        "name",
                        "u0",
                        "netns",
                        underlays[1])
                .ok();
        for (int i = 0; i < 2; i++) {
            Command.of("ip", "-n", underlays[i], "addr", "add", "192.0.2." + (1 + i) + "/24", "dev", "u0")
                    .ok();
            Command.of("ip", "-n", underlays[i], "link", "set", "u0", "up").ok();
        }
    }

    private static String name() {
        return "bt-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
