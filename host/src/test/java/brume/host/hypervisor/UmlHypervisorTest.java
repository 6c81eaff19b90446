package brume.host.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.contract.ImageSpec;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("host")
class UmlHypervisorTest extends RealHypervisorContract {
    @TempDir
    static Path folder;

    private static Lab lab;

    @BeforeAll
    static void makeLab() {
        Lab.assume(UmlCommandLine.PROGRAM);
        lab = new Lab(folder, "uml", "mini.qcow2", ImageSpec.Format.QCOW2);
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
        return new UmlHypervisor(
                folder.resolve("guests"), Optional.of(lab.namespace), lab.images, Lab::tree, lab.keeper);
    }

    @Override
    GuestSpec spec() {
        return lab.guest(HypervisorKind.UML);
    }

    @Test
    void aGuestThatRebootsItselfStaysUp() {
        hypervisor.boot(spec, taps());
        awaitSystem(spec.residence());
        lab.reboot();
        awaitConsole(2);
        assertThat(hypervisor.guests()).containsExactly(running(1));
    }
}
