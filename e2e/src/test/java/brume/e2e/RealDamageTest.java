package brume.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.demo.Demo;
import brume.app.demo.Patience;
import brume.app.demo.Trip;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.host.process.Command;
import brume.host.process.Detached;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A hand that damages a machine with a real guest under a running cloud: the audit tells of each thing, what is ours
/// is mended by itself, and the guest is reached again.
@LongRun
@Tag("host")
final class RealDamageTest {
    /// Some rounds of repair.
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private RealCloud cloud;
    private Trip trip;
    private Trip.Guest guest;

    @BeforeEach
    void start() {
        RealCloud.assume();
        cloud = RealCloud.start("--hypervisor", "uml");
        var told = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var options = new Demo.Options(false, Optional.of("uml"), 1, false, Patience.ordinary());
        trip = new Trip(cloud.access(), options, told, folder);
        guest = trip.reach();
        allIsWell();
    }

    @AfterEach
    void stop() {
        if (cloud != null) cloud.close();
    }

    @Test
    void whatSomebodyDamagesIsToldAndMended() throws IOException {
        damaged("link", () -> run("ip", "-n", host(), "link", "set", tap(), "down"));
        damaged("rules", () -> run("ip", "netns", "exec", host(), "nft", "flush", "ruleset"));
        damaged("rules", () -> run("ip", "netns", "exec", router(), "nft", "flush", "ruleset"));
        damaged("route", () -> run("ip", "-n", router(), "route", "del", "default"));
        damaged("address", () -> run("ip", "-n", services(), "addr", "flush", "dev", "dhcp0", "scope", "global"));
        damaged("process", this::killLeasers);
        damaged("lease", () -> write(leases(), ""));
        reached();
        repairGoesOnAfterItFailed();
        strangersStay();
        aCardThatWasCutOffIsPluggedInByAReboot();
        aLostDiskIsToldAndNotMadeAnew();
        trip.leave();
        allIsWell();
    }

    /// A route of the machine's own stands in the way of the external network.
    private void repairGoesOnAfterItFailed() {
        var taken = cloud.outside().replaceFirst("[.]0/24$", ".128/25");
        run("ip", "route", "add", taken, "dev", "lo");
        Awaitility.await("a repair that fails")
                .atMost(PATIENCE)
                .until(() -> cloud.process().told().contains("networks could not be repaired"));
        run("ip", "route", "del", taken, "dev", "lo");
        damaged("route", () -> run("ip", "-n", router(), "route", "del", "default"));
        reached();
    }

    private void strangersStay() throws IOException {
        var namespace = host() + "-n-fffffffffff";
        var machine = cloud.process().data().resolve("host/uml");
        var box = machine.resolve(UUID.randomUUID().toString()).resolve("box");
        run("ip", "netns", "add", namespace);
        run("ip", "-n", host(), "tuntap", "add", "dev", "tapffffffffff", "mode", "tap");
        Files.createDirectories(box);
        write(box.resolve(UUID.randomUUID() + ".cow"), "theirs");
        write(machine.resolve("note"), "theirs");
        var strangers = List.of("namespace", "link", "guest", "file");
        Awaitility.await("strangers").atMost(PATIENCE).until(() -> kinds().containsAll(strangers));
        Awaitility.await("another repair")
                .pollDelay(Duration.ofSeconds(20))
                .atMost(PATIENCE)
                .until(() -> kinds().containsAll(strangers));
        run("ip", "netns", "del", namespace);
        run("ip", "-n", host(), "link", "del", "tapffffffffff");
        run("rm", "-r", box.getParent().toString(), machine.resolve("note").toString());
        allIsWell();
    }

    private void aCardThatWasCutOffIsPluggedInByAReboot() {
        run("ip", "-n", host(), "link", "del", tap());
        Awaitility.await("the card").atMost(PATIENCE).until(() -> kinds().equals(List.of("card")));
        guest.server().reboot("HARD");
        guest.server().becomes("ACTIVE");
        reached();
        allIsWell();
    }

    private void aLostDiskIsToldAndNotMadeAnew() throws IOException {
        guest.server().act("os-stop");
        guest.server().becomes("SHUTOFF");
        allIsWell();
        var disk =
                Path.of(run("find", cloud.process().data().resolve("host/uml").toString(), "-name", "*.cow")
                        .strip());
        var elsewhere = folder.resolve("disk");
        Files.move(disk, elsewhere);
        assertThat(kinds()).containsExactly("overlay");
        guest.server().act("os-start");
        Awaitility.await("the host says why it does not boot it")
                .atMost(PATIENCE)
                .until(() -> cloud.process()
                        .sql()
                        .exists("select 1 from host_order where fault like '%has lost its disk%'"));
        assertThat(disk).doesNotExist();
        Files.move(elsewhere, disk);
        guest.server().becomes("ACTIVE");
        reached();
        allIsWell();
    }

    /// Damages until the audit has seen it, which a repair may outrun.
    private void damaged(String kind, Runnable act) {
        Awaitility.await("told: " + kind).atMost(PATIENCE).until(() -> {
            act.run();
            return kinds().contains(kind);
        });
        allIsWell();
    }

    private void allIsWell() {
        Awaitility.await("all is well")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(findings()).isEmpty());
    }

    private void reached() {
        Awaitility.await("the guest is reached")
                .atMost(PATIENCE)
                .until(() -> trip.ssh("true").isPresent());
    }

    private List<String> findings() {
        return new Auditor(cloud.process().api(), cloud.admin()).findings();
    }

    private List<String> kinds() {
        return findings().stream()
                .map(finding -> Json.read(finding).path("kind").asString())
                .distinct()
                .toList();
    }

    private String tail() {
        try {
            var id = Files.readString(cloud.process().data().resolve("host-id"));
            return Ids.tail(UUID.fromString(id.strip()), 8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String host() {
        return "brume-" + tail();
    }

    private String router() {
        return named("/run/netns/" + host() + "-r-*");
    }

    private String services() {
        return named("/run/netns/" + host() + "-n-*");
    }

    private String tap() {
        return "tap" + Ids.tail(UUID.fromString(guest.server().port()), 11);
    }

    private void killLeasers() {
        var ours = "dnsmasq --conf-file=/run/brume/" + tail() + "/";
        ProcessHandle.allProcesses()
                .filter(process -> Detached.commandLine(process.pid()).startsWith(ours))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private Path leases() {
        return Path.of(run("find", "/run/brume/" + tail(), "-name", "hosts").strip());
    }

    private static String named(String pattern) {
        var path = Path.of(pattern);
        try (var found =
                Files.newDirectoryStream(path.getParent(), path.getFileName().toString())) {
            return found.iterator().next().getFileName().toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The words of a command, whatever it comes to: what is damaged may be damaged already.
    private static String run(String... command) {
        return Command.of(command).run().out();
    }
}
