package brume.cloud.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import brume.base.json.Json;
import brume.cloud.compute.Instance.Power;
import brume.cloud.compute.Instance.Residency;
import brume.cloud.compute.Lifecycle.Step;
import brume.contract.GuestSeen;
import brume.contract.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LifecycleTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final UUID ACTION = new UUID(1, 1);

    private static Instance instance(Power power, Optional<Task> task, boolean launched) {
        return new Instance(
                new UUID(0, 1),
                new UUID(0, 2),
                Optional.empty(),
                new Label("web", Optional.empty(), "web", Map.of(), List.of(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                new Size("1", "m1.tiny", 1, 1 << 20, 0, 0, 0, Map.of()),
                new Recipe(
                        "r-1",
                        0,
                        new UUID(0, 3),
                        new UUID(0, 4),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Json.object(),
                        false),
                power,
                Residency.HOSTED,
                1,
                false,
                0,
                task,
                Optional.empty(),
                new Instance.Times(
                        NOW, NOW, launched ? Optional.of(NOW) : Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                0);
    }

    private static Instance building() {
        return instance(Power.RUNNING, Optional.of(Task.begin(Task.Kind.BUILD, Power.RUNNING, ACTION, NOW)), false);
    }

    private static Instance running() {
        return instance(Power.RUNNING, Optional.empty(), true);
    }

    private static Optional<Residence> home(GuestSeen.State state, int boots, boolean inside) {
        return Optional.of(new Residence(
                new UUID(0, 5),
                new UUID(0, 1),
                new HostId(new UUID(0, 6)),
                Residence.Role.ACTIVE,
                new Residence.Seen(state, boots, 0, inside, Optional.empty(), Optional.empty(), Optional.empty()),
                false,
                NOW,
                Optional.empty(),
                0,
                0));
    }

    private static Optional<Residence> failing(String why) {
        var home = home(GuestSeen.State.ABSENT, 0, false).orElseThrow();
        var seen = new Residence.Seen(
                GuestSeen.State.ABSENT, 0, 0, false, Optional.empty(), Optional.of(why), Optional.of(NOW));
        return Optional.of(new Residence(
                home.id(),
                home.instance(),
                home.host(),
                home.role(),
                seen,
                false,
                home.since(),
                Optional.empty(),
                0,
                0));
    }

    private static Step next(Instance instance, Optional<Residence> home) {
        return Lifecycle.next(instance, home, true, NOW);
    }

    @Test
    void whatHasNoHomeIsPlaced() {
        assertThat(next(building(), Optional.empty())).isInstanceOf(Step.Place.class);
    }

    @Test
    void whatHasAHomeAndDoesNotRunIsBooted() {
        assertThat(next(building(), home(GuestSeen.State.ABSENT, 0, false))).isInstanceOf(Step.Boot.class);
        assertThat(next(running(), home(GuestSeen.State.STOPPED, 1, false))).isInstanceOf(Step.Boot.class);
    }

    @Test
    void whatRunsAsItIsWantedHasArrivedOnce() {
        assertThat(next(building(), home(GuestSeen.State.RUNNING, 1, false))).isInstanceOf(Step.Arrive.class);
        assertThat(next(running(), home(GuestSeen.State.RUNNING, 1, false))).isInstanceOf(Step.Settled.class);
    }

    @Test
    void aRebootIsDoneWhenTheGuestHasBootedOnceMore() {
        var rebooting = running().reboot(Set.of(Condition.RUNNING), true, ACTION, NOW);
        assertThat(next(rebooting, home(GuestSeen.State.RUNNING, 1, false))).isInstanceOf(Step.Boot.class);
        assertThat(next(rebooting, home(GuestSeen.State.RUNNING, 2, false))).isInstanceOf(Step.Arrive.class);
    }

    @Test
    void aGuestThatShutItselfDownIsNotBootedAgain() {
        assertThat(next(running(), home(GuestSeen.State.STOPPED, 1, true))).isInstanceOf(Step.Stopped.class);
    }

    @Test
    void aShutDownBeforeAStartIsOldNews() {
        var starting = instance(Power.STOPPED, Optional.empty(), true).start(Set.of(Condition.STOPPED), ACTION, NOW);
        assertThat(next(starting, home(GuestSeen.State.STOPPED, 1, true))).isInstanceOf(Step.Boot.class);
    }

    @Test
    void aHostThatFailsForTooLongFailsTheTaskAndItsWordsStandApart() {
        var building = building();
        assertThat(next(building, failing("the image is broken"))).isInstanceOf(Step.Boot.class);
        var later = NOW.plus(Task.Kind.BUILD.patience());
        assertThat(Lifecycle.next(building, failing("the image is broken"), true, later))
                .isEqualTo(new Step.Fail("The host failed at the create.\nthe image is broken"));
    }

    @Test
    void pastItsDeadlineATaskFailsWithANamedCause() {
        var late = NOW.plus(Task.Kind.BUILD.most());
        assertThat(Lifecycle.next(building(), home(GuestSeen.State.ABSENT, 0, false), false, late))
                .isInstanceOfSatisfying(
                        Step.Fail.class, fail -> assertThat(fail.why()).contains("the host can't be reached"));
    }

    @Test
    void deleteGoesFromVacateToClearToFinish() {
        var going = running().delete(ACTION, NOW);
        var home = home(GuestSeen.State.RUNNING, 1, false).orElseThrow();
        assertThat(next(going, Optional.of(home))).isInstanceOf(Step.Vacate.class);
        var told = role(home, false);
        assertThat(next(going, Optional.of(told))).isInstanceOf(Step.Wait.class);
        assertThat(Lifecycle.next(going, Optional.of(told), false, NOW)).isInstanceOf(Step.Finish.class);
        assertThat(next(going, Optional.of(role(home, true)))).isInstanceOf(Step.Clear.class);
        assertThat(next(going, Optional.empty())).isInstanceOf(Step.Finish.class);
        assertThat(next(going.finished(NOW), Optional.empty())).isInstanceOf(Step.Settled.class);
        assertThat(next(going.finished(NOW), Optional.of(told))).isInstanceOf(Step.Settled.class);
    }

    private static Residence role(Residence home, boolean removed) {
        return new Residence(
                home.id(),
                home.instance(),
                home.host(),
                Residence.Role.OUTGOING,
                home.seen(),
                removed,
                NOW,
                Optional.empty(),
                0,
                1);
    }

    @Test
    void deleteWorksInEveryConditionAndOnlyOnceCounts() {
        for (var power : Power.values()) {
            for (var kind : Task.Kind.values()) {
                var busy = instance(power, Optional.of(Task.begin(kind, power, ACTION, NOW)), true);
                var going = busy.delete(ACTION, NOW);
                assertThat(going.condition()).isEqualTo(Condition.DELETING);
                assertThat(going.delete(ACTION, NOW)).isSameAs(going);
            }
        }
    }

    @Test
    void whileATaskRunsOnlyItsOppositeMayBegin() {
        var any = EnumSet.allOf(Condition.class);
        var stopping = running().stop(any, ACTION, NOW);
        assertThat(stopping.start(any, ACTION, NOW).doing()).hasValue(Task.Kind.START);
        assertThatThrownBy(() -> stopping.pause(any, ACTION, NOW)).isInstanceOf(CloudFault.Conflict.class);
        assertThatThrownBy(() -> running().delete(ACTION, NOW).start(any, ACTION, NOW))
                .isInstanceOf(CloudFault.Conflict.class);
    }

    @Test
    void aFaultBlocksUntilWhatIsWantedIsSeen() {
        var failed = building().failed("no room", NOW);
        assertThat(failed.condition()).isEqualTo(Condition.FAILED);
        assertThat(next(failed, home(GuestSeen.State.RUNNING, 1, false))).isInstanceOf(Step.Arrive.class);
        assertThat(failed.arrived(NOW).condition()).isEqualTo(Condition.RUNNING);
    }

    @Test
    void whatWaitsIsDueAtItsDeadlineOrWhenPatienceEnds() {
        assertThat(Lifecycle.due(building(), Optional.empty(), NOW)).hasValue(NOW.plus(Task.Kind.BUILD.most()));
        assertThat(Lifecycle.due(building(), failing("x"), NOW)).hasValue(NOW.plus(Task.Kind.BUILD.patience()));
        assertThat(Lifecycle.due(running(), Optional.empty(), NOW)).isEmpty();
        assertThat(Lifecycle.due(building(), Optional.empty(), NOW.plus(Duration.ofDays(1))))
                .hasValueSatisfying(due -> assertThat(due).isAfter(NOW.plus(Duration.ofDays(1))));
    }

    @Test
    void whatHasNoTaskAndIsNotAsItIsWantedIsUnderWayToNothing() {
        var home = home(GuestSeen.State.PAUSED, 1, false);
        assertThat(Lifecycle.underWay(next(running(), home), running(), home, NOW))
                .isFalse();
    }
}
