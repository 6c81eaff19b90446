package brume.host.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import brume.contract.GuestSpec;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every hypervisor does alike: held by the simulated one and by each real one.
abstract class HypervisorContract {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    Hypervisor hypervisor;
    GuestSpec spec;

    /// The driver as after a start of this process, on the same guests each time within one test.
    abstract Hypervisor start();

    /// A guest that boots with one network card.
    abstract GuestSpec spec();

    abstract List<String> taps();

    /// Waits until the guest's system is so far that it can be asked to shut down.
    abstract void awaitSystem(UUID residence);

    /// The guest's process dies.
    abstract void lose(UUID residence);

    /// The guest's system powers off by its own will.
    abstract void shutDownInside(UUID residence);

    @BeforeEach
    void startDriver() {
        hypervisor = start();
        spec = spec();
    }

    @AfterEach
    void leaveNothing() {
        hypervisor.guests().forEach(guest -> hypervisor.remove(guest.residence()));
        assertThat(hypervisor.guests()).isEmpty();
    }

    @Test
    void aBootedGuestRunsAndIsListed() {
        hypervisor.boot(spec, taps());
        assertThat(hypervisor.guests()).containsExactly(running(1));
        assertThat(hypervisor.find(spec.residence())).contains(running(1));
        assertThat(hypervisor.find(UUID.randomUUID())).isEmpty();
    }

    @Test
    void bootingTwiceIsTheSameAsOnce() {
        hypervisor.boot(spec, taps());
        hypervisor.boot(spec, taps());
        assertThat(hypervisor.guests()).containsExactly(running(1));
    }

    @Test
    void aGuestThatIsUpIsNotBootedForAnotherNumber() {
        hypervisor.boot(spec, taps());
        assertThatThrownBy(() -> hypervisor.boot(Specs.boots(spec, 2), taps())).isInstanceOf(HypervisorFault.class);
        hypervisor.halt(spec.residence(), Duration.ZERO);
        hypervisor.boot(Specs.boots(spec, 2), taps());
        assertThat(hypervisor.guests()).containsExactly(running(2));
    }

    @Test
    void tapsMustMatchThePorts() {
        assertThatThrownBy(() -> hypervisor.boot(spec, List.of())).isInstanceOf(HypervisorFault.class);
        assertThat(hypervisor.guests()).noneMatch(guest -> guest.state() != Guest.State.STOPPED);
    }

    @Test
    void aPausedGuestIsResumed() {
        hypervisor.boot(spec, taps());
        hypervisor.pause(spec.residence());
        hypervisor.pause(spec.residence());
        assertThat(hypervisor.find(spec.residence())).contains(paused());
        hypervisor.boot(spec, taps());
        assertThat(hypervisor.find(spec.residence())).contains(paused());
        hypervisor.resume(spec.residence());
        hypervisor.resume(spec.residence());
        assertThat(hypervisor.find(spec.residence())).contains(running(1));
    }

    @Test
    void aPausedGuestIsFoundPausedAfterARestart() {
        hypervisor.boot(spec, taps());
        hypervisor.pause(spec.residence());
        hypervisor = start();
        assertThat(hypervisor.guests()).containsExactly(paused());
        hypervisor.halt(spec.residence(), Duration.ZERO);
        assertThat(hypervisor.guests()).containsExactly(stopped(false));
    }

    @Test
    void whatIsNotUpIsNeitherPausedNorResumed() {
        assertThatThrownBy(() -> hypervisor.pause(spec.residence())).isInstanceOf(HypervisorFault.class);
        assertThatThrownBy(() -> hypervisor.resume(spec.residence())).isInstanceOf(HypervisorFault.class);
    }

    @Test
    void aHaltedGuestKeepsItsFilesUntilItIsRemoved() {
        hypervisor.boot(spec, taps());
        hypervisor.halt(spec.residence(), Duration.ZERO);
        hypervisor.halt(spec.residence(), Duration.ZERO);
        assertThat(hypervisor.guests()).containsExactly(stopped(false));
        hypervisor.remove(spec.residence());
        hypervisor.remove(spec.residence());
        assertThat(hypervisor.guests()).isEmpty();
        assertThat(hypervisor.console(spec.residence(), -1)).isEmpty();
    }

    @Test
    void haltingOrRemovingWhatIsMissingChangesNothing() {
        hypervisor.halt(spec.residence(), Duration.ofSeconds(1));
        hypervisor.remove(spec.residence());
        assertThat(hypervisor.guests()).isEmpty();
    }

    @Test
    void aGuestThatIsAskedToShutDownDoesSoWithinItsGrace() {
        hypervisor.boot(spec, taps());
        awaitSystem(spec.residence());
        long before = System.nanoTime();
        hypervisor.halt(spec.residence(), Duration.ofMinutes(5));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMinutes(4));
        assertThat(hypervisor.guests()).containsExactly(stopped(false));
    }

    @Test
    void aGuestThatPowersItselfOffIsReportedSo() {
        var hints = new ConcurrentLinkedQueue<UUID>();
        hypervisor.listen(hints::add);
        hypervisor.boot(spec, taps());
        awaitSystem(spec.residence());
        shutDownInside(spec.residence());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(hypervisor.guests()).containsExactly(stopped(true)));
        await().atMost(PATIENCE).until(() -> hints.contains(spec.residence()));
        hypervisor = start();
        assertThat(hypervisor.guests()).containsExactly(stopped(true));
        hypervisor.boot(Specs.boots(spec, 2), taps());
        assertThat(hypervisor.guests()).containsExactly(running(2));
    }

    @Test
    void aLostGuestIsToldFromOneThatShutItselfDown() {
        var hints = new ConcurrentLinkedQueue<UUID>();
        hypervisor.listen(hints::add);
        hypervisor.boot(spec, taps());
        lose(spec.residence());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(hypervisor.guests()).containsExactly(stopped(false)));
        await().atMost(PATIENCE).until(() -> hints.contains(spec.residence()));
        hypervisor.boot(spec, taps());
        assertThat(hypervisor.guests()).containsExactly(running(1));
    }

    @Test
    void guestsLiveOnWithoutTheDriver() {
        hypervisor.boot(Specs.boots(spec, 7), taps());
        hypervisor = start();
        assertThat(hypervisor.guests()).containsExactly(running(7));
        hypervisor.boot(Specs.boots(spec, 7), taps());
        hypervisor.pause(spec.residence());
        hypervisor.resume(spec.residence());
        assertThat(hypervisor.guests()).containsExactly(running(7));
    }

    @Test
    void theConsoleIsKeptAndCutToTheLastLines() {
        assertThat(hypervisor.console(spec.residence(), -1)).isEmpty();
        hypervisor.boot(spec, taps());
        awaitSystem(spec.residence());
        assertThat(hypervisor.console(spec.residence(), -1)).contains("\n");
        assertThat(hypervisor.console(spec.residence(), 2).split("\n", -1)).hasSizeLessThanOrEqualTo(2);
        assertThat(hypervisor.console(spec.residence(), 0)).isEmpty();
        hypervisor.halt(spec.residence(), Duration.ZERO);
        assertThat(hypervisor.console(spec.residence(), -1)).contains("\n");
    }

    Guest running(int boots) {
        return new Guest(spec.residence(), Guest.State.RUNNING, boots, false);
    }

    Guest paused() {
        return new Guest(spec.residence(), Guest.State.PAUSED, 1, false);
    }

    Guest stopped(boolean inside) {
        return new Guest(spec.residence(), Guest.State.STOPPED, 1, inside);
    }
}
