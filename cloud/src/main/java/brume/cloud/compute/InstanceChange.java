package brume.cloud.compute;

import java.time.Instant;
import java.util.Optional;

/// An instance on its way to the next value: what is not set stays as it was.
final class InstanceChange {
    private final Instance before;
    Label label;
    Optional<Instance.Lock> lock;
    Recipe recipe;
    Instance.Power power;
    Instance.Residency residency;
    int boots;
    boolean gently;
    int specRevision;
    Optional<Task> task;
    Optional<Instance.Fault> fault;
    Instance.Times times;
    Optional<Instant> dueAt;
    long generation;

    InstanceChange(Instance before) {
        this.before = before;
        label = before.label();
        lock = before.lock();
        recipe = before.recipe();
        power = before.power();
        residency = before.residency();
        boots = before.boots();
        gently = before.gently();
        specRevision = before.specRevision();
        task = before.task();
        fault = before.fault();
        times = before.times();
        dueAt = before.dueAt();
        generation = before.generation();
    }

    /// Something that its owner sees has changed.
    void updated(Instant now) {
        times = new Instance.Times(times.created(), now, times.launched(), times.terminated(), times.deleted());
    }

    /// It wants attention at once, for what it is at or what went wrong.
    void turned(Optional<Task> task, Optional<Instance.Fault> fault, Instant now) {
        this.task = task;
        this.fault = fault;
        dueAt = Optional.of(now);
        updated(now);
    }

    /// What its guest should be doing.
    void wanting(Instance.Power power, int boots, boolean gently) {
        this.power = power;
        this.boots = boots;
        this.gently = gently;
    }

    Instance made() {
        return new Instance(
                before.id(),
                before.project(),
                before.owner(),
                label,
                lock,
                before.size(),
                recipe,
                power,
                residency,
                boots,
                gently,
                specRevision,
                task,
                fault,
                times,
                dueAt,
                generation);
    }
}
