package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.Answer.Trace;
import brume.contract.NetworkSpec;
import brume.contract.Route;
import brume.contract.RouterSpec;
import brume.host.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A hand that damages one thing of each kind: each is found by its name; what is ours is as it was after one repair,
/// and what is a stranger's stays, and is told.
final class PlantedDamageTest extends KernelLab {
    private static final String PREFIX = "fd99:7:7:7::";

    private final NetworkSpec six = new NetworkSpec(
            UUID.randomUUID(),
            77,
            1450,
            List.of(new NetworkSpec.Subnet(
                    UUID.randomUUID(),
                    PREFIX + "/64",
                    Optional.of(PREFIX + "1"),
                    true,
                    Optional.of(PREFIX + "2"),
                    List.of(),
                    List.of(),
                    Optional.of(NetworkSpec.Ipv6Mode.SLAAC))),
            List.of(),
            List.of());
    private Names names;
    private RouterSpec router;
    private TestGuest guest;
    private TestGuest other;
    private final List<Trace> planted = new ArrayList<>();

    @BeforeEach
    void makeAWholeHost() {
        names = Names.of(network.host());
        network.network(six);
        router = withLegOnSix();
        network.router(router);
        guest = guest(a);
        network.port(b);
        other = guestWithoutAddress(b);
        network.repair();
        nothingDrifts("at the beginning");
    }

    private RouterSpec withLegOnSix() {
        var legs = new ArrayList<>(specs.router.interfaces());
        legs.add(new RouterSpec.Interface(UUID.randomUUID(), six.id(), "fa:16:3e:99:00:03", List.of(PREFIX + "1/64")));
        return new RouterSpec(
                specs.router.id(),
                true,
                legs,
                specs.router.gateway(),
                List.of(new Route("203.0.113.0/24", "10.199.0.12")),
                specs.router.floating());
    }

    private void nothingDrifts(String when) {
        assertThat(network.drift().missing()).as(when).isEmpty();
        assertThat(network.drift().strays()).as(when).isEmpty();
    }

    private String host() {
        return names.hostNamespace();
    }

    private String dhcp() {
        return names.networkNamespace(specs.network.id());
    }

    private String way() {
        return names.routerNamespace(router.id());
    }

    private String leg() {
        return Names.leg(router.interfaces().getFirst().port());
    }

    private Path run(String folder) {
        return Path.of("/run/brume", names.host(), folder);
    }

    private String file(String name) {
        return run("n-" + Names.tail(specs.network.id())).resolve(name).toString();
    }

    private static void ip(String namespace, String... words) {
        Command.of(Ip.command("ip", namespace, words)).ok();
    }

    private static void nft(String namespace, String... words) {
        var all = new ArrayList<>(List.of("nft"));
        all.addAll(List.of(words));
        Command.of(Commands.inside(namespace, all.toArray(String[]::new))).ok();
    }

    /// @param kind and `name` of what must be told; the name is a part of it
    private void damage(String kind, String name, Runnable act) {
        act.run();
        planted.add(new Trace(kind, name, ""));
    }

    /// All that was damaged since is told, and whole after one repair.
    private void isToldAndMended() {
        var missing = network.drift().missing();
        for (var damage : planted)
            assertThat(missing)
                    .as("damaged: " + damage)
                    .anyMatch(told ->
                            told.kind().equals(damage.kind()) && told.name().contains(damage.name()));
        network.repair();
        nothingDrifts("repaired: " + planted);
        planted.clear();
    }

    private void reaches() throws IOException {
        eventually(() -> pings(Specs.WORLD + ".50"));
        eventually(() -> guest.pings(Specs.WORLD + ".1"));
        assertThat(lease(other)).contains("ip=10.199.0.12");
    }

    @Test
    void linksAndBridgesAreAsTheyWere() throws IOException {
        var tap = Names.tap(a.id());
        var bridge = Names.bridge(specs.network.id());
        var plug = Names.dhcpPlug(specs.network.id());
        var out = names.outsideLink(specs.external.id());
        damage("link", tap + " in " + bridge, () -> ip(host(), "link", "set", tap, "nomaster"));
        damage("link", plug + " in " + bridge, () -> ip(host(), "link", "set", plug, "nomaster"));
        damage("link", leg() + " switched on", () -> ip(way(), "link", "set", leg(), "down"));
        damage("link", out + " switched on", () -> ip("", "link", "set", out, "down"));
        isToldAndMended();
        damage("link", tap + " switched on", () -> ip(host(), "link", "set", tap, "down"));
        damage("link", bridge + " switched on", () -> ip(host(), "link", "set", bridge, "down"));
        damage("link", leg(), () -> ip(way(), "link", "del", leg()));
        damage("link", out, () -> ip("", "link", "del", out));
        isToldAndMended();
        damage("link", plug, () -> ip(host(), "link", "del", plug));
        damage("link", bridge, () -> ip(host(), "link", "del", bridge));
        isToldAndMended();
        reaches();
    }

    @Test
    void aPortGoesThoughTheLinkOfItsNetworksServerWent() throws IOException {
        network.port(a);
        ip(host(), "link", "del", Names.dhcpPlug(specs.network.id()));
        network.remove(a.key());
        assertThat(network.drift().missing()).extracting(Trace::kind).contains("link");
        network.repair();
        nothingDrifts("repaired");
        assertThat(lease(other)).contains("ip=10.199.0.12");
    }

    @Test
    void aTapThatIsMadeAnewIsNotTheOneThatItsGuestHasOpen() {
        assertThat(network.attached()).containsExactlyInAnyOrder(a.id(), b.id());
        damage("link", Names.tap(a.id()), () -> ip(host(), "link", "del", Names.tap(a.id())));
        isToldAndMended();
        assertThat(network.attached()).containsExactly(b.id());
    }

    @Test
    void namespacesAreAsTheyWere() throws IOException {
        network.metadata(a.id(), Optional.of(Specs.metadata(a, "still")));
        damage("namespace", dhcp(), () -> ip("", "netns", "del", dhcp()));
        damage("namespace", way(), () -> ip("", "netns", "del", way()));
        isToldAndMended();
        reaches();
        eventually(() -> guest.get("http://169.254.169.254/openstack/latest/meta_data.json")
                .contains("\"still\""));
        damage("namespace", host(), () -> ip("", "netns", "del", host()));
        isToldAndMended();
        assertThat(network.attached()).as("guests hold on to what is gone").isEmpty();
        // As after a hard reboot: another process opens the new tap.
        var anew = new TestGuest(network, b);
        opened.push(anew);
        assertThat(lease(anew)).contains("ip=10.199.0.12");
    }

    @Test
    void rulesAreAsTheyWere() throws IOException {
        damage("rules", host(), () -> nft(host(), "flush", "ruleset"));
        damage("rules", way(), () -> nft(way(), "flush", "ruleset"));
        isToldAndMended();
        damage("rules", host(), () -> nft(host(), "flush", "chain", "inet", "brume", "answering"));
        damage("rules", way(), () -> nft(way(), "flush", "chain", "ip", "brume", "leave"));
        isToldAndMended();
        damage("rules", host(), () -> nft(host(), "insert", "rule", "inet", "brume", "answering", "accept"));
        var inward = "{ " + Specs.WORLD + ".50 }";
        damage("rules", way(), () -> nft(way(), "delete", "element", "ip", "brume", "inward", inward));
        isToldAndMended();
        var tap = "{ \"" + Names.tap(a.id()) + "\" }";
        damage("rules", host(), () -> nft(host(), "delete", "element", "bridge", "brume", "guards", tap));
        isToldAndMended();
        reaches();
    }

    @Test
    void routesAndAddressesAreAsTheyWere() throws IOException {
        var out = names.outsideLink(specs.external.id());
        damage("route", "0.0.0.0/0", () -> ip(way(), "route", "del", "default"));
        damage("route", "203.0.113.0/24", () -> ip(way(), "route", "del", "203.0.113.0/24"));
        damage("address", "10.199.0.2/24", () -> ip(dhcp(), "addr", "del", "10.199.0.2/24", "dev", DhcpServer.LINK));
        damage("address", Specs.WORLD + ".1/24", () -> ip("", "addr", "del", Specs.WORLD + ".1/24", "dev", out));
        isToldAndMended();
        damage(
                "route",
                "0.0.0.0/0 via " + Specs.WORLD + ".1",
                () -> ip(way(), "route", "replace", "default", "via", "10.199.0.11", "proto", "186"));
        isToldAndMended();
        damage("address", "10.199.0.1/24", () -> ip(way(), "addr", "del", "10.199.0.1/24", "dev", leg()));
        isToldAndMended();
        ip(way(), "addr", "add", "10.199.0.77/24", "dev", leg());
        assertThat(network.drift().strays())
                .extracting(Trace::name)
                .anyMatch(name -> name.startsWith("10.199.0.77/24 on " + leg()));
        network.repair();
        nothingDrifts("an address too many");
        reaches();
    }

    @Test
    void frameSizesAreAsTheyWere() {
        var bridge = Names.bridge(specs.network.id());
        ip(host(), "link", "set", bridge, "mtu", "1300");
        ip(dhcp(), "link", "set", DhcpServer.LINK, "mtu", "1300");
        network.repair();
        assertThat(Ip.links(host()).get(bridge).mtu()).isEqualTo(specs.network.mtu());
        assertThat(Ip.links(dhcp()).get(DhcpServer.LINK).mtu()).isEqualTo(specs.network.mtu());
    }

    @Test
    void leasesAreAsTheyWere() throws IOException {
        damage("lease", file("hosts"), () -> write(file("hosts"), "fa:16:3e:00:00:0c,10.199.0.99"));
        damage("lease", file("options"), () -> write(file("options"), ""));
        isToldAndMended();
        damage("lease", file("dnsmasq.conf"), () -> delete(file("dnsmasq.conf")));
        isToldAndMended();
        reaches();
    }

    @Test
    void programsRunAgain() throws IOException {
        damage("process", "dnsmasq of n-" + Names.tail(specs.network.id()), () -> end(file("dnsmasq.conf")));
        var advertiser =
                run("r-" + Names.tail(router.id())).resolve("radvd.conf").toString();
        damage("process", "radvd of r-" + Names.tail(router.id()), () -> end(advertiser));
        damage("advertisement", advertiser, () -> write(advertiser, "# nothing\n"));
        isToldAndMended();
        reaches();
    }

    @Test
    void whatIsAStrangersIsToldAndStays() throws Exception {
        var namespace = host() + "-n-fffffffffff";
        ip("", "netns", "add", namespace);
        ip(host(), "tuntap", "add", "dev", "tapffffffffff", "mode", "tap");
        ip(host(), "link", "add", "brffffffffff", "type", "bridge");
        ip(way(), "route", "add", "198.51.100.0/24", "via", "10.199.0.11");
        nft(host(), "add", "table", "inet", "theirs");
        var left = run("n-fffffffffff");
        Files.createDirectories(left);
        var config = left.resolve("dnsmasq.conf");
        var pid = left.resolve("pid");
        Files.writeString(config, "port=0\nkeep-in-foreground\nuser=root\npid-file=" + pid + "\n");
        var process = new ProcessBuilder("dnsmasq", "--conf-file=" + config).start();
        try {
            eventually(() -> network.drift().strays().stream()
                    .anyMatch(trace -> trace.kind().equals("process")));
            for (int looks = 0; looks < 2; looks++) {
                assertThat(network.drift().missing()).isEmpty();
                assertThat(network.drift().strays())
                        .extracting(trace -> trace.kind() + " " + trace.name())
                        .satisfiesExactlyInAnyOrder(
                                told -> assertThat(told).isEqualTo("namespace " + namespace),
                                told -> assertThat(told).isEqualTo("link tapffffffffff"),
                                told -> assertThat(told).isEqualTo("link brffffffffff"),
                                told -> assertThat(told).startsWith("route 198.51.100.0/24 via 10.199.0.11"),
                                told -> assertThat(told).isEqualTo("rules inet theirs in " + host()),
                                told -> assertThat(told).startsWith("process " + process.pid() + " dnsmasq"),
                                told -> assertThat(told).isEqualTo("file " + left));
                network.repair();
            }
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
            Files.deleteIfExists(pid);
            Files.delete(config);
            Files.delete(left);
            ip("", "netns", "del", namespace);
        }
    }

    @Test
    void anotherProcessFindsWhatWasDamagedMeanwhile() throws IOException {
        network.close();
        nft(way(), "flush", "ruleset");
        ip(way(), "route", "del", "default");
        ip(host(), "link", "del", Names.bridge(specs.network.id()));
        end(file("dnsmasq.conf"));
        network = open(network.host());
        assertThat(network.drift().missing()).extracting(Trace::kind).contains("rules", "route", "link", "process");
        network.repair();
        nothingDrifts("after a restart");
        reaches();
    }

    private static void write(String file, String text) {
        try {
            Files.writeString(Path.of(file), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(String file) {
        try {
            Files.delete(Path.of(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Kills whatever reads that file.
    private static void end(String file) {
        for (var process : Daemon.all(file)) {
            process.destroyForcibly();
            eventually(() -> !Daemon.all(file).contains(process));
        }
    }
}
