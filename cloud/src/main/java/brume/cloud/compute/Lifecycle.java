package brume.cloud.compute;

import brume.contract.GuestSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The lifecycle, whole: what to do next about an instance, decided from values alone.
final class Lifecycle {
    private Lifecycle() {}

    /// One act.
    sealed interface Step {
        /// Nothing to do until there is news.
        record Settled() implements Step {}

        /// Nothing to do but to look again.
        record Wait(Instant until) implements Step {}

        /// Find a host.
        record Place() implements Step {}

        /// Tell the host that the guest should run, for as many boots as were asked for.
        record Boot(Residence home) implements Step {}

        /// Tell the host that the guest should not run.
        record Halt(Residence home) implements Step {}

        /// Tell the host that the guest should stand still.
        record Freeze(Residence home, Instance.Power power) implements Step {}

        /// Record that it is as it is wanted.
        record Arrive() implements Step {}

        /// Record that the guest has shut itself down.
        record Stopped() implements Step {}

        /// Record that the task has failed.
        record Fail(String why) implements Step {}

        /// Tell the host to destroy the guest.
        record Vacate(Residence home) implements Step {}

        /// Give back what the stay held.
        record Clear(Residence home) implements Step {}

        /// Record that it is gone for its owner.
        record Finish() implements Step {}
    }

    /// @param reachable whether the host's line is up
    static Step next(Instance instance, Optional<Residence> residence, boolean reachable, Instant now) {
        if (instance.residency() != Instance.Residency.HOSTED) return leave(instance, residence, reachable, now);
        if (residence.isEmpty()) {
            return instance.task().isPresent() ? new Step.Place() : new Step.Settled();
        }
        var home = residence.get();
        var seen = home.seen();
        boolean booted = seen.boots() >= instance.boots();
        boolean up = booted && seen.state() != GuestSeen.State.ABSENT && seen.state() != GuestSeen.State.STOPPED;
        if (there(instance, seen)) {
            return instance.task().isPresent() || instance.blocked() ? new Step.Arrive() : new Step.Settled();
        }
        if (instance.power() != Instance.Power.STOPPED && booted && !up && seen.shutDownInside()) {
            return new Step.Stopped();
        }
        var failure = instance.task().flatMap(task -> failure(task, home, reachable, now));
        if (failure.isPresent()) return new Step.Fail(failure.get());
        return switch (instance.power()) {
            case RUNNING -> new Step.Boot(home);
            case STOPPED -> new Step.Halt(home);
            case PAUSED, SUSPENDED -> new Step.Freeze(home, instance.power());
        };
    }

    /// Whether what is seen is what is wanted.
    private static boolean there(Instance instance, Residence.Seen seen) {
        boolean booted = seen.boots() >= instance.boots();
        return switch (instance.power()) {
            case RUNNING -> booted && seen.state() == GuestSeen.State.RUNNING;
            case PAUSED, SUSPENDED -> booted && seen.state() == GuestSeen.State.PAUSED;
            case STOPPED -> seen.state() == GuestSeen.State.STOPPED || seen.state() == GuestSeen.State.ABSENT;
        };
    }

    /// Why a task has failed, once it has: its deadline has passed, or its host has failed at it for too long. What the
    /// host said of it stands in lines of its own ([Instance.Fault]).
    private static Optional<String> failure(Task task, Residence home, boolean reachable, Instant now) {
        var reported = home.seen()
                .fault()
                .filter(fault -> home.seen()
                        .faultAt()
                        .filter(at -> !at.isBefore(task.since()))
                        .isPresent());
        if (reported.isPresent() && !now.isBefore(task.since().plus(task.kind().patience()))) {
            return Optional.of("The host failed at the " + task.kind().word() + ".\n" + reported.get());
        }
        if (now.isBefore(task.deadline())) return Optional.empty();
        var told = reported.map(fault -> ".\n" + fault)
                .orElse(reachable ? ": the host did not say that it was done." : ": the host can't be reached.");
        Duration taken = Duration.between(task.since(), task.deadline());
        return Optional.of(
                "The " + task.kind().word() + " was not done within " + taken.toSeconds() + " seconds" + told);
    }

    private static Step leave(Instance instance, Optional<Residence> residence, boolean reachable, Instant now) {
        if (residence.isEmpty()) return instance.deleted() ? new Step.Settled() : new Step.Finish();
        var home = residence.get();
        if (home.removed()) return new Step.Clear(home);
        if (home.role() == Residence.Role.ACTIVE) return new Step.Vacate(home);
        if (instance.deleted()) return new Step.Settled();
        boolean late =
                instance.task().filter(task -> !now.isBefore(task.deadline())).isPresent();
        if (!reachable || late) return new Step.Finish();
        return instance.task().<Step>map(task -> new Step.Wait(task.deadline())).orElseGet(Step.Finish::new);
    }

    /// Whether a guest that is seen as it is wanted may be so without its host having been told: one at rest, and one
    /// that runs on because its host has not heard yet that it was to pause. Whatever has booted was told to.
    static boolean untold(Instance instance) {
        return instance.power() != Instance.Power.RUNNING || instance.doing().equals(Optional.of(Task.Kind.UNPAUSE));
    }

    /// Whether nothing is to be done about the step but to wait for the next word: its host was told when the instance
    /// was looked at last, which is what the task's `dueAt` says.
    static boolean underWay(Step step, Instance instance, Optional<Residence> residence, Instant now) {
        return switch (step) {
            case Step.Settled s -> instance.dueAt().isEmpty();
            case Step.Boot b -> told(instance, residence, now);
            case Step.Halt h -> told(instance, residence, now);
            case Step.Freeze f -> told(instance, residence, now);
            case Step.Wait w -> false;
            case Step.Place p -> false;
            case Step.Arrive a -> false;
            case Step.Stopped s -> false;
            case Step.Fail f -> false;
            case Step.Vacate v -> false;
            case Step.Clear c -> false;
            case Step.Finish f -> false;
        };
    }

    /// One without a task waits for nothing: what is seen of it is not what its host was told last.
    private static boolean told(Instance instance, Optional<Residence> residence, Instant now) {
        return instance.task().isPresent() && instance.dueAt().equals(due(instance, residence, now));
    }

    /// When an instance with a task wants to be looked at again, whether or not there is news.
    static Optional<Instant> due(Instance instance, Optional<Residence> residence, Instant now) {
        return instance.task().map(task -> {
            var patience = task.since().plus(task.kind().patience());
            boolean failing = residence.flatMap(home -> home.seen().fault()).isPresent() && now.isBefore(patience);
            var next = failing ? patience : task.deadline();
            return next.isAfter(now) ? next : now.plusSeconds(5);
        });
    }
}
