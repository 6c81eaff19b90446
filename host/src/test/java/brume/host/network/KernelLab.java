package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.HostId;
import brume.contract.PortSpec;
import brume.contract.RouterSpec;
import brume.contract.SecurityGroupSpec;
import brume.contract.SecurityGroupSpec.Direction;
import brume.contract.SecurityGroupSpec.Rule;
import brume.host.process.Command;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Real kernel networks with guests on them; afterwards nothing may be left of them.
@Tag("host")
@ExtendWith(NeedsRoot.class)
abstract class KernelLab {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final Optional<Integer> NONE = Optional.empty();

    @TempDir
    Path folder;

    final Specs specs = new Specs();
    final SecurityGroupSpec open = Specs.group(List.of(), any(Direction.EGRESS), any(Direction.INGRESS));
    final PortSpec a = Specs.port(specs.network, 11, open);
    final PortSpec b = Specs.port(specs.network, 12, open);
    final Deque<AutoCloseable> opened = new ArrayDeque<>();
    LinuxNetwork network;

    @BeforeEach
    void openNetwork() {
        network = open(new HostId(UUID.randomUUID()));
        network.external(specs.external);
        network.network(specs.network);
        network.group(open);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        while (!opened.isEmpty()) opened.pop().close();
        network.items().forEach(network::remove);
        var left = network.traces();
        network.close();
        assertThat(left).isEmpty();
    }

    LinuxNetwork open(HostId host) {
        return new LinuxNetwork(LinuxNetwork.Options.of(host, folder.resolve("state")), new SecureRandom());
    }

    TestGuest guest(PortSpec port) {
        return guest(port, "10.199.0.1");
    }

    TestGuest guest(PortSpec port, String gateway) {
        return guestWithoutAddress(port).configured(gateway);
    }

    TestGuest guestWithoutAddress(PortSpec port) {
        network.port(port);
        var guest = new TestGuest(network, port);
        opened.push(guest);
        return guest;
    }

    String lease(TestGuest guest) throws IOException {
        var script = folder.resolve("lease.sh");
        Files.writeString(script, "#!/bin/sh\n[ \"$1\" = bound ] && env > " + folder.resolve("lease") + "\nexit 0\n");
        script.toFile().setExecutable(true);
        var run = guest.run(
                "busybox",
                "udhcpc",
                "-i",
                "eth0",
                "-n",
                "-q",
                "-t",
                "5",
                "-T",
                "1",
                "-O",
                "121",
                "-O",
                "mtu",
                "-s",
                script.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        return Files.readString(folder.resolve("lease"));
    }

    void serve(TestGuest guest, int port) {
        var server = Namespaces.inside(guest.namespace, () -> new ServerSocket(port));
        opened.push(server);
        Thread.startVirtualThread(() -> {
            while (!server.isClosed()) {
                try (var connection = server.accept()) {
                    connection
                            .getOutputStream()
                            .write("HTTP/1.0 200 OK\r\n\r\n200".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException closed) {
                    // The asker or the test has gone.
                }
            }
        });
    }

    void shut(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    RouterSpec withFloating(RouterSpec.FloatingIp... floating) {
        var router = specs.router;
        return new RouterSpec(router.id(), true, router.interfaces(), router.gateway(), List.of(), List.of(floating));
    }

    RouterSpec routed(List<brume.contract.Route> routes) {
        var router = specs.router;
        return new RouterSpec(router.id(), true, router.interfaces(), router.gateway(), routes, router.floating());
    }

    static PortSpec unsecured(PortSpec port) {
        return new PortSpec(
                port.id(),
                port.residence(),
                port.network(),
                port.mac(),
                port.fixedIps(),
                port.hostname(),
                true,
                false,
                List.of(),
                List.of(),
                List.of());
    }

    static PortSpec down(PortSpec port) {
        return new PortSpec(
                port.id(),
                port.residence(),
                port.network(),
                port.mac(),
                port.fixedIps(),
                port.hostname(),
                false,
                port.secured(),
                port.securityGroups(),
                port.allowed(),
                List.of());
    }

    static Rule any(Direction direction) {
        return new Rule(direction, false, NONE, NONE, NONE, Optional.empty(), Optional.empty());
    }

    static Rule rule(Direction direction, int protocol, Optional<Integer> low, Optional<Integer> high) {
        return new Rule(direction, false, Optional.of(protocol), low, high, Optional.empty(), Optional.empty());
    }

    static boolean pings(String address) {
        return Command.of("ping", "-c1", "-W1", "-n", "-q", address).run().exit() == 0;
    }

    static void eventually(java.util.concurrent.Callable<Boolean> claim) {
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(claim);
    }
}
