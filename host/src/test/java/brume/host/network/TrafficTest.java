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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Frames between guests, routers and the world, on real kernel networks.
@Tag("host")
@ExtendWith(NeedsRoot.class)
final class TrafficTest {
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final Optional<Integer> NONE = Optional.empty();

    @TempDir
    Path folder;

    private final Specs specs = new Specs();
    private final SecurityGroupSpec open = Specs.group(List.of(), any(Direction.EGRESS), any(Direction.INGRESS));
    private final PortSpec a = Specs.port(specs.network, 11, open);
    private final PortSpec b = Specs.port(specs.network, 12, open);
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private LinuxNetwork network;

    @BeforeEach
    void openNetwork() {
        network = new LinuxNetwork(
                LinuxNetwork.Options.of(new HostId(UUID.randomUUID()), folder.resolve("state")), new SecureRandom());
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

    @Test
    void guestsOfOneNetworkReachEachOther() {
        var first = guest(a);
        guest(b);
        eventually(() -> first.pings("10.199.0.12"));
    }

    @Test
    void dhcpTellsAGuestAllItNeeds() throws IOException {
        network.router(specs.router);
        var lease = lease(guestWithoutAddress(a));
        assertThat(lease)
                .contains("ip=10.199.0.11", "subnet=255.255.255.0", "router=10.199.0.1", "dns=9.9.9.9", "mtu=1450")
                .contains("hostname=guest11", "serverid=10.199.0.2")
                .doesNotContain("staticroutes");
    }

    @Test
    void aGuestWithoutARouterFindsItsMetadataThroughDhcp() throws IOException {
        network.metadata(a.id(), Optional.of(Specs.metadata(a, "alone")));
        var guest = guestWithoutAddress(a);
        assertThat(lease(guest)).contains("staticroutes=169.254.169.254/32 10.199.0.2 0.0.0.0/0 10.199.0.1");
        guest.configured("");
        guest.ip("route", "add", "169.254.169.254", "via", "10.199.0.2");
        eventually(() -> guest.get("http://169.254.169.254/openstack/latest/meta_data.json")
                .contains("\"alone\""));
        assertThat(guest.get("http://169.254.169.254/latest/meta-data/local-ipv4"))
                .isEqualTo("10.199.0.11");
    }

    @Test
    void anAddressThatChangesHandsIsLeasedToItsNewHolder() throws IOException {
        assertThat(lease(guestWithoutAddress(a))).contains("ip=10.199.0.11");
        opened.forEach(this::shut);
        opened.clear();
        network.remove(a.key());
        var heir = new PortSpec(
                UUID.randomUUID(),
                UUID.randomUUID(),
                specs.network.id(),
                "fa:16:3e:00:00:77",
                a.fixedIps(),
                Optional.empty(),
                true,
                true,
                a.securityGroups(),
                List.of());
        assertThat(lease(guestWithoutAddress(heir))).contains("ip=10.199.0.11");
    }

    @Test
    void eachGuestReadsItsOwnMetadataThroughItsRouter() {
        network.router(specs.router);
        network.metadata(a.id(), Optional.of(Specs.metadata(a, "first")));
        var first = guest(a);
        var second = guest(b);
        eventually(() ->
                first.get("http://169.254.169.254/latest/meta-data/hostname").equals("first"));
        assertThat(second.get("http://169.254.169.254/latest/meta-data/hostname"))
                .isEqualTo("404 Not Found");
        network.metadata(b.id(), Optional.of(Specs.metadata(b, "second")));
        assertThat(second.get("http://169.254.169.254/latest/meta-data/hostname"))
                .isEqualTo("second");
    }

    @Test
    void metadataIsNotForThoseWhoBorrowAnAddressEvenWithoutRules() {
        network.router(specs.router);
        network.port(a);
        network.metadata(a.id(), Optional.of(Specs.metadata(a, "first")));
        network.metadata(b.id(), Optional.of(Specs.metadata(b, "second")));
        var thief = guest(unsecured(b));
        eventually(() ->
                thief.get("http://169.254.169.254/latest/meta-data/hostname").equals("second"));
        thief.ip("addr", "add", "10.199.0.11/24", "dev", "eth0");
        var stolen = thief.run(
                "curl", "-s", "-m", "2", "--interface", "10.199.0.11", "http://169.254.169.254/latest/meta-data/");
        assertThat(stolen.out()).isEmpty();
    }

    @Test
    void overlappingNetworksKeepTheirMetadataApart() {
        var other = Specs.network(11, Optional.of("10.199.0.1"));
        network.network(other);
        var twin = Specs.port(other, 11, open);
        network.metadata(a.id(), Optional.of(Specs.metadata(a, "one")));
        network.metadata(twin.id(), Optional.of(Specs.metadata(twin, "two")));
        var first = guest(a, "10.199.0.2");
        var second = guest(twin, "10.199.0.2");
        eventually(() ->
                first.get("http://169.254.169.254/latest/meta-data/hostname").equals("one"));
        eventually(() ->
                second.get("http://169.254.169.254/latest/meta-data/hostname").equals("two"));
    }

    @Test
    void nothingPassesThatNoRuleNames() {
        var closed = Specs.group(List.of());
        network.group(closed);
        var shut = Specs.port(specs.network, 13, closed);
        var asker = guest(a);
        var target = guest(shut);
        eventually(() -> asker.pings("10.199.0.2") || true);
        assertThat(asker.pings("10.199.0.13")).isFalse();
        assertThat(target.pings("10.199.0.11")).isFalse();
        network.group(new SecurityGroupSpec(
                closed.id(), true, List.of(rule(Direction.INGRESS, ICMP, Optional.of(8), NONE)), List.of()));
        eventually(() -> asker.pings("10.199.0.13"));
        assertThat(target.pings("10.199.0.11")).isFalse();
    }

    @Test
    void answersPassAndATakenRuleEndsWhatItAllowed() {
        var web = Specs.group(List.of(), rule(Direction.INGRESS, TCP, Optional.of(8080), Optional.of(8081)));
        network.group(web);
        var server = guest(Specs.port(specs.network, 13, web));
        var client = guest(a);
        serve(server, 8080);
        serve(server, 9090);
        eventually(() -> client.get("http://10.199.0.13:8080/").contains("200"));
        assertThat(client.get("http://10.199.0.13:9090/")).isEmpty();
        network.group(new SecurityGroupSpec(web.id(), true, List.of(), List.of()));
        assertThat(client.get("http://10.199.0.13:8080/")).isEmpty();
    }

    @Test
    void membersOfARemoteGroupMayPassAndOthersNot() {
        var friends = Specs.group(List.of("10.199.0.11"));
        var guarded = Specs.group(
                List.of(),
                new Rule(
                        Direction.INGRESS,
                        false,
                        Optional.of(ICMP),
                        NONE,
                        NONE,
                        Optional.empty(),
                        Optional.of(friends.id())));
        network.group(guarded);
        network.group(friends);
        guest(Specs.port(specs.network, 13, guarded));
        var friend = guest(a);
        var stranger = guest(b);
        eventually(() -> friend.pings("10.199.0.13"));
        assertThat(stranger.pings("10.199.0.13")).isFalse();
        network.group(new SecurityGroupSpec(friends.id(), true, List.of(), List.of("10.199.0.11", "10.199.0.12")));
        assertThat(stranger.pings("10.199.0.13")).isTrue();
    }

    @Test
    void forgedSourcesAreDropped() {
        var target = guest(b);
        var liar = guest(a);
        eventually(() -> liar.pings("10.199.0.12"));
        liar.ip("addr", "add", "10.199.0.99/24", "dev", "eth0");
        target.run("ping", "-c1", "-W1", "10.199.0.99");
        assertThat(liar.pings("10.199.0.12", "-I", "10.199.0.99")).isFalse();
        liar.ip("link", "set", "eth0", "address", "fa:16:3e:00:00:98");
        assertThat(liar.pings("10.199.0.12", "-I", "10.199.0.11")).isFalse();
    }

    @Test
    void anAllowedPairMayBeSpokenFor() {
        var pair = new PortSpec(
                a.id(),
                a.residence(),
                a.network(),
                a.mac(),
                a.fixedIps(),
                a.hostname(),
                true,
                true,
                a.securityGroups(),
                List.of(
                        new PortSpec.AllowedPair("10.199.0.96/28", a.mac()),
                        new PortSpec.AllowedPair("10.199.0.99", a.mac())));
        var speaker = guest(pair);
        guest(b);
        speaker.ip("addr", "add", "10.199.0.99/24", "dev", "eth0");
        eventually(() -> speaker.pings("10.199.0.12", "-I", "10.199.0.99"));
    }

    @Test
    void aPortThatIsDownOrWithoutRulesIsTakenAtItsWord() {
        var asker = guest(a);
        var free = unsecured(Specs.port(specs.network, 13));
        guest(free);
        eventually(() -> asker.pings("10.199.0.13"));
        network.port(down(free));
        assertThat(asker.pings("10.199.0.13")).isFalse();
        network.port(free);
        assertThat(asker.pings("10.199.0.13")).isTrue();
    }

    @Test
    void aFloatingAddressLeadsToItsGuestAndGuestsReachOut() {
        network.router(specs.router);
        var first = guest(a);
        var second = guest(b);
        eventually(() -> pings("172.29.4.50"));
        eventually(() -> first.pings("172.29.4.1"));
        assertThat(second.pings("172.29.4.1")).isTrue();
        assertThat(second.pings("172.29.4.50")).isTrue();
        assertThat(first.pings("172.29.4.50")).isTrue();
        network.router(withFloating(new RouterSpec.FloatingIp(UUID.randomUUID(), "172.29.4.51", "10.199.0.12")));
        eventually(() -> pings("172.29.4.51"));
        assertThat(pings("172.29.4.50")).isFalse();
    }

    @Test
    void aRouterThatIsDownForwardsNothing() {
        network.router(specs.router);
        var guest = guest(a);
        eventually(() -> guest.pings("172.29.4.1"));
        network.router(new RouterSpec(
                specs.router.id(),
                false,
                specs.router.interfaces(),
                specs.router.gateway(),
                List.of(),
                specs.router.floating()));
        assertThat(guest.pings("172.29.4.1")).isFalse();
        assertThat(pings("172.29.4.50")).isFalse();
    }

    @Test
    void staticRoutesLeadThroughAGuestAndGoAgain() {
        var route = List.of(new brume.contract.Route("10.198.7.0/24", "10.199.0.12"));
        network.router(routed(route));
        var asker = guest(a);
        var relay = guest(unsecured(b));
        relay.ip("addr", "add", "10.198.7.1/32", "dev", "lo");
        eventually(() -> asker.pings("10.198.7.1"));
        network.router(routed(List.of()));
        assertThat(asker.pings("10.198.7.1")).isFalse();
    }

    @Test
    void repairBringsBackWhatWasTornDown() {
        network.router(specs.router);
        var guest = guest(a);
        eventually(() -> guest.pings("172.29.4.1"));
        var host = network.namespace().getFileName().toString();
        Daemon.all("/run/brume/" + host.substring(6) + "/").forEach(ProcessHandle::destroyForcibly);
        Command.of(
                        "ip",
                        "-n",
                        host,
                        "link",
                        "del",
                        Names.legPlug(specs.router.interfaces().getFirst().port()))
                .ok();
        Command.of("nft", "flush", "ruleset").in(host).ok();
        assertThat(guest.pings("172.29.4.1")).isFalse();
        network.repair();
        eventually(() -> guest.pings("172.29.4.1"));
        assertThat(network.traces()).anyMatch(trace -> trace.contains("dnsmasq"));
    }

    private TestGuest guest(PortSpec port) {
        return guest(port, "10.199.0.1");
    }

    private TestGuest guest(PortSpec port, String gateway) {
        return guestWithoutAddress(port).configured(gateway);
    }

    private TestGuest guestWithoutAddress(PortSpec port) {
        network.port(port);
        var guest = new TestGuest(network, port);
        opened.push(guest);
        return guest;
    }

    private String lease(TestGuest guest) throws IOException {
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

    private void serve(TestGuest guest, int port) {
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

    private void shut(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private RouterSpec withFloating(RouterSpec.FloatingIp... floating) {
        var router = specs.router;
        return new RouterSpec(router.id(), true, router.interfaces(), router.gateway(), List.of(), List.of(floating));
    }

    private RouterSpec routed(List<brume.contract.Route> routes) {
        var router = specs.router;
        return new RouterSpec(router.id(), true, router.interfaces(), router.gateway(), routes, router.floating());
    }

    private static PortSpec unsecured(PortSpec port) {
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
                List.of());
    }

    private static PortSpec down(PortSpec port) {
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
                port.allowed());
    }

    private static Rule any(Direction direction) {
        return new Rule(direction, false, NONE, NONE, NONE, Optional.empty(), Optional.empty());
    }

    private static Rule rule(Direction direction, int protocol, Optional<Integer> low, Optional<Integer> high) {
        return new Rule(direction, false, Optional.of(protocol), low, high, Optional.empty(), Optional.empty());
    }

    private static boolean pings(String address) {
        return Command.of("ping", "-c1", "-W1", "-n", "-q", address).run().exit() == 0;
    }

    private static void eventually(java.util.concurrent.Callable<Boolean> claim) {
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(claim);
    }
}
