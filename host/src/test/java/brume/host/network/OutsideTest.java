package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.contract.ExternalNetworkSpec;
import brume.contract.HostId;
import brume.contract.PortSpec;
import brume.contract.SecurityGroupSpec;
import brume.contract.SecurityGroupSpec.Direction;
import brume.host.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a host does to its machine, and what it refuses.
final class OutsideTest extends KernelLab {
    @Test
    void addressesThatTheMachineRoutesAlreadyAreRefused() {
        var twin = new ExternalNetworkSpec(
                UUID.randomUUID(), 1500, List.of(Specs.WORLD + ".128/25"), Optional.of(Specs.WORLD + ".129/25"));
        assertThatThrownBy(() -> network.external(twin))
                .isInstanceOf(NetworkFault.class)
                .hasMessageContaining("taken on this machine");
        network.remove(twin.key());
        assertThat(pings(Specs.WORLD + ".1")).isTrue();
    }

    @Test
    void theMachineIsAsItWasWhenTheWorldIsTakenBack() throws IOException {
        var forwarding = Path.of("/proc/sys/net/ipv4/ip_forward");
        var before = Files.readString(forwarding);
        var far = new ExternalNetworkSpec(
                UUID.randomUUID(), 1500, List.of(Specs.ELSEWHERE + ".0/24"), Optional.of(Specs.ELSEWHERE + ".1/24"));
        try (var host = new LinuxNetwork(
                new LinuxNetwork.Options(
                        new HostId(UUID.randomUUID()),
                        folder.resolve("nat"),
                        Path.of("/run/brume"),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        Optional.empty()),
                new SecureRandom())) {
            opened.push(() -> host.remove(far.key()));
            host.external(far);
            assertThat(Files.readString(forwarding).strip()).isEqualTo("1");
            assertThat(Command.of("nft", "list", "ruleset").ok()).contains(Specs.ELSEWHERE + ".0/24", "masquerade");
            host.withdraw();
            assertThat(Files.readString(forwarding).strip()).isEqualTo(before.strip());
            assertThat(Command.of("nft", "list", "ruleset").ok()).doesNotContain(Specs.ELSEWHERE + ".0/24");
            assertThat(Command.of("ip", "route").ok()).doesNotContain(Specs.ELSEWHERE + ".0/24");
            host.repair();
            assertThat(Files.readString(forwarding).strip()).isEqualTo("1");
            assertThat(Command.of("nft", "list", "ruleset").ok()).contains(Specs.ELSEWHERE + ".0/24", "masquerade");
            assertThat(Command.of("ip", "route").ok()).contains(Specs.ELSEWHERE + ".0/24");
            host.remove(far.key());
            assertThat(host.traces()).isEmpty();
        }
        assertThat(Files.readString(forwarding).strip()).isEqualTo(before.strip());
        assertThat(Command.of("nft", "list", "ruleset").ok()).doesNotContain(Specs.ELSEWHERE + ".0/24");
    }

    @Test
    void aRestartedProcessServesMetadataAgainAndDisturbsNobody() {
        network.router(specs.router);
        network.metadata(a.id(), Optional.of(Specs.metadata(a, "kept")));
        var guest = guest(a);
        eventually(() ->
                guest.get("http://169.254.169.254/latest/meta-data/hostname").equals("kept"));
        var host = network.host();
        network.close();
        assertThat(guest.pings(Specs.WORLD + ".1")).isTrue();
        assertThat(guest.get("http://169.254.169.254/latest/meta-data/hostname"))
                .isEmpty();
        network = open(host);
        assertThat(guest.get("http://169.254.169.254/latest/meta-data/hostname"))
                .isEqualTo("kept");
        network.repair();
        assertThat(network.tap(a.id())).isPresent();
        assertThat(guest.pings(Specs.WORLD + ".1")).isTrue();
    }

    @Test
    void itemsHeldButNeverMadeAreRemovedAsWell() {
        network.port(a);
        Command.of("ip", "netns", "delete", network.namespace().getFileName().toString())
                .ok();
        network.items().forEach(network::remove);
        assertThat(network.traces()).isEmpty();
    }

    @Test
    void oneGroupThatIsNoneDoesNotHoldUpTheOthers() {
        var odd = Specs.group(List.of(), rule(Direction.INGRESS, TCP, Optional.of(70_000), Optional.of(70_001)));
        assertThatThrownBy(() -> network.group(odd)).isInstanceOf(NetworkFault.class);
        var empty = Specs.group(List.of(), rule(Direction.INGRESS, TCP, Optional.of(9), Optional.of(8)));
        assertThatThrownBy(() -> network.group(empty)).isInstanceOf(NetworkFault.class);
        var hostile = new PortSpec(
                UUID.randomUUID(),
                UUID.randomUUID(),
                specs.network.id(),
                "fa:16:3e:00:00:1 } accept",
                List.of(),
                Optional.empty(),
                true,
                true,
                List.of(),
                List.of(),
                List.of());
        assertThatThrownBy(() -> network.port(hostile)).isInstanceOf(NetworkFault.class);
        var asker = guest(a);
        guest(b);
        eventually(() -> asker.pings("10.199.0.12"));
    }

    @Test
    void everyKindOfRuleIsTakenByTheKernel() {
        var remote = UUID.randomUUID();
        var rules = new java.util.ArrayList<SecurityGroupSpec.Rule>();
        for (var direction : Direction.values())
            for (boolean ipv6 : new boolean[] {false, true})
                for (var protocol : new Integer[] {null, 0, 1, 2, 6, 17, 47, 58, 132, 255})
                    for (var from :
                            new String[] {null, ipv6 ? "::/0" : "0.0.0.0/0", ipv6 ? "fd00::/8" : "10.0.0.0/8", "group"})
                        rules.add(new SecurityGroupSpec.Rule(
                                direction,
                                ipv6,
                                Optional.ofNullable(protocol),
                                protocol != null && List.of(1, 6, 17, 58, 132).contains(protocol)
                                        ? Optional.of(8)
                                        : NONE,
                                protocol != null && List.of(6, 17, 132).contains(protocol) ? Optional.of(65535) : NONE,
                                Optional.ofNullable(from).filter(text -> !text.equals("group")),
                                "group".equals(from) ? Optional.of(remote) : Optional.empty()));
        var every = new SecurityGroupSpec(
                UUID.randomUUID(), true, rules, List.of("10.0.0.1", "10.0.0.0/24", "fd00::1", "fd00::/64"));
        network.group(every);
        network.port(Specs.port(specs.network, 30, every));
        var wide = Specs.port(specs.network, 31, every);
        network.port(new PortSpec(
                wide.id(),
                wide.residence(),
                wide.network(),
                wide.mac(),
                wide.fixedIps(),
                Optional.empty(),
                true,
                true,
                wide.securityGroups(),
                List.of(
                        new PortSpec.AllowedPair("0.0.0.0/0", wide.mac()),
                        new PortSpec.AllowedPair("::/0", "fa:16:3e:aa:bb:cc"),
                        new PortSpec.AllowedPair("fd00:5::/64", wide.mac())),
                List.of()));
        assertThat(network.tap(wide.id())).isPresent();
    }
}
