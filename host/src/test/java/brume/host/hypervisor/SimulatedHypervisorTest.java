package brume.host.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.contract.ImageSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedHypervisorTest extends HypervisorContract {
    @TempDir
    Path folder;

    @Override
    Hypervisor start() {
        return new SimulatedHypervisor(folder);
    }

    @Override
    GuestSpec spec() {
        var image = new ImageSpec(UUID.randomUUID(), ImageSpec.Format.RAW, 0, "");
        return Specs.guest(
                HypervisorKind.SIMULATED,
                image,
                List.of(new GuestSpec.Nic(UUID.randomUUID(), "fa:16:3e:00:00:01", 1450)));
    }

    @Override
    List<String> taps() {
        return List.of("tap0");
    }

    @Override
    void awaitSystem(UUID residence) {}

    @Override
    void lose(UUID residence) {
        ((SimulatedHypervisor) hypervisor).lose(residence);
    }

    @Override
    void shutDownInside(UUID residence) {
        ((SimulatedHypervisor) hypervisor).shutDownInside(residence);
    }

    @Test
    void itFailsAsOftenAsItIsTold() {
        var simulated = (SimulatedHypervisor) hypervisor;
        simulated.failNext(2);
        assertThatThrownBy(() -> simulated.boot(spec, taps())).isInstanceOf(HypervisorFault.class);
        assertThatThrownBy(() -> simulated.boot(spec, taps())).isInstanceOf(HypervisorFault.class);
        assertThat(simulated.guests()).isEmpty();
        simulated.boot(spec, taps());
        assertThat(simulated.guests()).containsExactly(running(1));
    }

    @Test
    void tenLinesAreTenLines() {
        hypervisor.boot(spec, taps());
        assertThat(hypervisor.console(spec.residence(), 10).split("\n", -1)).hasSize(10);
    }
}
