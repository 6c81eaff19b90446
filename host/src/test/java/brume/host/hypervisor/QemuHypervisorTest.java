package brume.host.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.contract.ImageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("host")
class QemuHypervisorTest extends RealHypervisorContract {
    @TempDir
    static Path folder;

    private static Lab lab;

    @BeforeAll
    static void makeLab() {
        Lab.assume(QemuCommandLine.PROGRAM);
        lab = new Lab(folder, "qemu", "mini.qcow2", ImageSpec.Format.QCOW2);
    }

    @AfterAll
    static void endLab() {
        if (lab != null) lab.close();
    }

    @Override
    Lab lab() {
        return lab;
    }

    @Override
    Hypervisor open() {
        return new QemuHypervisor(
                folder.resolve("guests"), Optional.of(lab.namespace), lab.images, Lab::tree, lab.keeper);
    }

    @Override
    GuestSpec spec() {
        return lab.guest(HypervisorKind.QEMU);
    }

    @Test
    void theProbeTellsAnAcceleratorThatWorksFromOneThatDoesNot() throws IOException {
        assertThat(KvmProbe.boots("tcg", "max")).isTrue();
        assertThat(KvmProbe.boots("no-such-thing", "max")).isFalse();
    }

    /// By QEMU's own sandbox.
    @Test
    void whatItDoesNotNeedItCannotAskTheKernelFor() throws IOException {
        hypervisor.boot(spec, taps());
        var status = Files.readString(Path.of("/proc", Long.toString(process().pid()), "status"));
        // 2: a filter decides on each call (proc(5)).
        assertThat(status).contains("Seccomp:\t2\n");
    }

    @Test
    void aGuestFindsItsMetadataOnADisk() {
        spec = Specs.told(spec, Lab.metadata());
        hypervisor.boot(spec, taps());
        await().atMost(Duration.ofMinutes(3))
                .untilAsserted(() ->
                        assertThat(hypervisor.console(spec.residence(), -1)).contains("source=config-drive"));
    }

    @Test
    void aGuestThatPoweredItselfOffWhileNobodyWasThereHoldsNoMemoryAfterwards() {
        hypervisor.boot(spec, taps());
        awaitSystem(spec.residence());
        var process = process();
        closeDriver();
        lab.powerOff();
        await().atMost(Duration.ofMinutes(3))
                .until(() -> hypervisor.console(spec.residence(), -1).contains("Power down"));
        assertThat(process.alive()).isTrue();
        hypervisor = start();
        await().atMost(Duration.ofMinutes(1)).until(() -> !process.alive());
        assertThat(hypervisor.find(spec.residence()))
                .hasValueSatisfying(guest -> assertThat(guest.shutDownInside()).isTrue());
    }

    @Test
    void aKernelOfItsOwnIsBooted() {
        spec = lab.kernel(spec);
        hypervisor.boot(spec, taps());
        awaitSystem(spec.residence());
        assertThat(hypervisor.guests()).containsExactly(running(1));
        assertThat(lab.images.held()).contains(spec.root().image().id());
    }
}
