package brume.host.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import brume.contract.Answer.Trace;
import brume.host.Drift;
import brume.host.process.Command;
import brume.host.process.Detached;
import brume.host.process.Keeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What guests with processes do alike.
abstract class RealHypervisorContract extends HypervisorContract {
    private Hypervisor open;

    abstract Lab lab();

    abstract Hypervisor open();

    @Override
    Hypervisor start() {
        closeDriver();
        open = open();
        return open;
    }

    @AfterEach
    void closeDriver() {
        try {
            if (open instanceof AutoCloseable driver) driver.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    List<String> taps() {
        return List.of("lab0");
    }

    @Override
    void awaitSystem(UUID residence) {
        await().atMost(Duration.ofMinutes(3)).until(() -> lab().ready(hypervisor, residence));
    }

    @Override
    void lose(UUID residence) {
        Keeper.running(files(residence).resolve("run")).getFirst().kill();
    }

    @Override
    void shutDownInside(UUID residence) {
        lab().powerOff();
    }

    @Test
    void itIsWalledIn() throws IOException {
        hypervisor.boot(spec, taps());
        var process = Keeper.running(files(spec.residence()).resolve("run")).getFirst();
        var proc = Path.of("/proc", Long.toString(process.pid()));
        var status = Files.readString(proc.resolve("status"));
        assertThat(status).containsPattern("Uid:\t1900\\d{6}\t").contains("NoNewPrivs:\t1");
        assertThat(status).containsPattern("CapEff:\t0{16}").containsPattern("Groups:\t(1900\\d{6})? *\n");
        for (var kind : List.of("net", "mnt", "pid", "ipc", "uts"))
            assertThat(Files.readSymbolicLink(proc.resolve("ns/" + kind)))
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns", kind)));
        try (var top = Files.list(proc.resolve("root"))) {
            assertThat(top.map(path -> path.getFileName().toString())).doesNotContain("root", "home", "proc", "run");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void aTapThatIsMissingIsNamedAndNotMade() {
        assertThatThrownBy(() -> hypervisor.boot(spec, List.of("lab9")))
                .isInstanceOf(HypervisorFault.class)
                .hasMessageContaining("lab9");
        assertThat(hypervisor.guests()).noneMatch(guest -> guest.state() != Guest.State.STOPPED);
        assertThat(Command.of("ip", "-n", lab().namespace, "link", "show", "lab9")
                        .run()
                        .exit())
                .isNotZero();
    }

    @Test
    void removingEndsAllItsProcessesAndFiles() {
        hypervisor.boot(spec, taps());
        var processes = Keeper.running(files(spec.residence()).resolve("run"));
        assertThat(processes).hasSize(2).allMatch(process -> process.alive());
        hypervisor.remove(spec.residence());
        assertThat(processes).noneMatch(process -> process.alive());
        assertThat(files(spec.residence())).doesNotExist();
        assertThat(folder().resolve(".ends")).isEmptyDirectory();
    }

    /// The guest's process.
    Detached process() {
        return Keeper.running(files(spec.residence()).resolve("run")).getFirst();
    }

    @Test
    void anotherDiskTakesThePlaceOfTheFirst() throws IOException {
        hypervisor.boot(spec, taps());
        // User-mode Linux makes its disk itself, once it runs.
        await().untilAsserted(() -> assertThat(disks()).hasSize(1));
        var first = disks();
        hypervisor.halt(spec.residence(), Duration.ZERO);
        spec = Specs.anew(spec);
        hypervisor.boot(spec, taps());
        await().untilAsserted(() -> assertThat(disks()).hasSize(1).doesNotContainAnyElementsOf(first));
    }

    @Test
    void aGuestThatHasLostItsDiskIsToldAndNotBootedWithAnEmptyOne() throws IOException {
        hypervisor.boot(spec, taps());
        hypervisor.halt(spec.residence(), Duration.ZERO);
        assertThat(hypervisor.drift()).isEqualTo(Drift.NONE);
        var disk = files(spec.residence()).resolve("box").resolve(disks().getFirst());
        var elsewhere = folder().resolveSibling("elsewhere");
        Files.move(disk, elsewhere);
        hypervisor = start();
        assertThat(hypervisor.drift().missing())
                .extracting(Trace::kind, Trace::name)
                .containsExactly(tuple("overlay", disk.toString()));
        assertThatThrownBy(() -> hypervisor.boot(Specs.boots(spec, 2), taps()))
                .isInstanceOf(HypervisorFault.class)
                .hasMessageContaining("has lost its disk " + disk);
        assertThat(disk).doesNotExist();
        Files.move(elsewhere, disk);
        hypervisor.boot(Specs.boots(spec, 2), taps());
        hypervisor.halt(spec.residence(), Duration.ZERO);
        Files.delete(disk);
        // Another disk was asked for: the old one is missed no more.
        hypervisor.boot(Specs.boots(Specs.anew(spec), 3), taps());
        assertThat(hypervisor.drift()).isEqualTo(Drift.NONE);
    }

    @Test
    void strangersAmongTheGuestsAreToldAndStay() throws IOException {
        hypervisor.boot(spec, taps());
        var file = folder().resolve("not-a-guest-but-as-long-as-its-number");
        var note = folder().resolve(".ends").resolve(UUID.randomUUID().toString());
        var disk = files(spec.residence()).resolve("box").resolve(UUID.randomUUID() + ".cow");
        for (var left : List.of(file, note, disk)) Files.writeString(left, "x");
        var gone = UUID.randomUUID();
        var process = new ProcessBuilder("perl", "-e", "sleep 600", files(gone).resolve("run") + "").start();
        try {
            hypervisor = start();
            assertThat(hypervisor.guests()).containsExactly(running(1));
            assertThat(hypervisor.drift().missing()).isEmpty();
            assertThat(hypervisor.drift().strays())
                    .extracting(Trace::kind, Trace::name)
                    .containsExactlyInAnyOrder(
                            tuple("file", file.toString()),
                            tuple("file", note.toString()),
                            tuple("overlay", disk.toString()),
                            tuple("process", process.pid() + " of guest " + gone));
            assertThat(file).exists();
        } finally {
            process.destroyForcibly();
            for (var left : List.of(file, note, disk)) Files.deleteIfExists(left);
        }
    }

    private List<String> disks() throws IOException {
        try (var files = Files.list(files(spec.residence()).resolve("box"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".qcow2") || name.endsWith(".cow"))
                    .toList();
        }
    }

    private Path folder() {
        return lab().folder.resolve("guests");
    }

    private Path files(UUID residence) {
        return folder().resolve(residence.toString());
    }

    /// Waits until the system has come up so many times.
    void awaitConsole(int times) {
        await().atMost(Duration.ofMinutes(3)).until(() -> lab().timesReady(hypervisor, spec.residence()) >= times);
    }
}
