package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.contract.GuestSpec;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// A virtual machine as its tenant knows it. Immutable: every change is a new value.
///
/// It holds what its owner wants; where it lives, and what was seen of it, is its [Residence]. No dialect's status
/// word is stored: they are derived, by way of [Condition].
///
/// @param owner        the user who made it
/// @param boots        how often it was asked to boot: raised by starts and reboots, which so can be repeated
/// @param gently       whether the last reboot asks the guest first
/// @param specRevision raised by whatever changes the guest's machine
/// @param task         the work in progress; while there is one, no other may begin, but its opposite
/// @param fault        the last thing that went wrong
/// @param dueAt        when it wants attention
/// @param generation   writes so far; the store refuses a write made from an older value
public record Instance(
        UUID id,
        UUID project,
        Optional<UUID> owner,
        Label label,
        Optional<Lock> lock,
        Size size,
        Recipe recipe,
        Power power,
        Residency residency,
        int boots,
        boolean gently,
        int specRevision,
        Optional<Task> task,
        Optional<Fault> fault,
        Times times,
        Optional<Instant> dueAt,
        long generation) {
    /// What the guest should be doing.
    public enum Power {
        RUNNING,
        PAUSED,
        SUSPENDED,
        STOPPED
    }

    /// Where the guest should be.
    public enum Residency {
        HOSTED,
        SHELVED,
        GONE
    }

    /// Kept from changes by mistake.
    ///
    /// @param byAdmin whether only an administrator may undo it
    public record Lock(boolean byAdmin, Optional<String> reason) {}

    /// Something that went wrong.
    ///
    /// @param message its first line is for the owner; others may tell of hosts, and are for those who may know of
    ///                them
    /// @param blocks  whether the instance is not what its owner wants because of it
    public record Fault(String message, Instant at, boolean blocks) {
        /// What its owner may know.
        public String told() {
            return message.lines().findFirst().orElse("");
        }

        /// What is for those alone who may know of hosts.
        public Optional<String> about() {
            int end = message.indexOf('\n');
            return end < 0 ? Optional.empty() : Optional.of(message.substring(end + 1));
        }
    }

    /// What happened when.
    ///
    /// @param launched   first seen running
    /// @param terminated asked to be deleted
    /// @param deleted    gone for its owner
    public record Times(
            Instant created,
            Instant updated,
            Optional<Instant> launched,
            Optional<Instant> terminated,
            Optional<Instant> deleted) {}

    public boolean deleted() {
        return times.deleted.isPresent();
    }

    public boolean blocked() {
        return fault.filter(Fault::blocks).isPresent();
    }

    /// The task's kind, if there is one.
    public Optional<Task.Kind> doing() {
        return task.map(Task::kind);
    }

    /// The one word for where it stands, from which the dialects derive theirs. `Condition.SQL` says the same in SQL.
    public Condition condition() {
        return Condition.of(deleted(), doing(), blocked(), times.launched.isPresent(), settledPower());
    }

    /// The power before the task in progress, or the one that holds.
    public Power settledPower() {
        return task.map(Task::from).orElse(power);
    }

    /// @throws CloudFault.Conflict when it is locked and the caller can't pass
    Instance unlocked(boolean admin) {
        if (lock.isPresent() && !admin) throw new CloudFault.Conflict("locked", "Instance " + id + " is locked");
        return this;
    }

    /// The same instance, asked to run.
    ///
    /// @param from the conditions that the caller's protocol can start from
    /// @throws CloudFault.Conflict when it is being deleted, is busy, or is in another condition than `from`
    public Instance start(Set<Condition> from, UUID action, Instant now) {
        return begin("start", Task.Kind.START, from, action, now).wanting(Power.RUNNING, boots + 1, false);
    }

    /// The same instance, asked to stop.
    public Instance stop(Set<Condition> from, UUID action, Instant now) {
        return begin("stop", Task.Kind.STOP, from, action, now).wanting(Power.STOPPED, boots, gently);
    }

    /// The same instance, asked to pause.
    public Instance pause(Set<Condition> from, UUID action, Instant now) {
        return begin("pause", Task.Kind.PAUSE, from, action, now).wanting(Power.PAUSED, boots, gently);
    }

    /// The same instance, asked to go on.
    public Instance unpause(Set<Condition> from, UUID action, Instant now) {
        return begin("unpause", Task.Kind.UNPAUSE, from, action, now).wanting(Power.RUNNING, boots, gently);
    }

    /// The same instance, asked to boot again.
    ///
    /// @param gently whether the guest is asked first
    public Instance reboot(Set<Condition> from, boolean gently, UUID action, Instant now) {
        var kind = gently ? Task.Kind.REBOOT : Task.Kind.REBOOT_HARD;
        return begin("reboot", kind, from, action, now).wanting(Power.RUNNING, boots + 1, gently);
    }

    /// The same instance, asked to begin anew from an image. One that is stopped stays stopped.
    ///
    /// @param recipe names the image and a disk that is not there yet
    public Instance rebuild(Set<Condition> from, Recipe recipe, Label label, UUID action, Instant now) {
        var begun = begin("rebuild", Task.Kind.REBUILD, from, action, now);
        boolean stopped = condition() == Condition.STOPPED;
        return begun.changed(change -> {
            change.recipe = recipe;
            change.label = label;
            change.wanting(stopped ? Power.STOPPED : Power.RUNNING, stopped ? boots : boots + 1, false);
            change.specRevision = specRevision + 1;
        });
    }

    /// The same instance, asked to go: in every condition, and again while it goes.
    public Instance delete(UUID action, Instant now) {
        if (residency == Residency.GONE) return this;
        return changed(change -> {
            change.residency = Residency.GONE;
            change.task = Optional.of(Task.begin(Task.Kind.DELETE, power, action, now));
            change.times = new Times(times.created, now, times.launched, Optional.of(now), times.deleted);
            change.dueAt = Optional.of(now);
        });
    }

    private Instance begin(String verb, Task.Kind kind, Set<Condition> from, UUID action, Instant now) {
        if (residency == Residency.GONE) throw conflict(verb, "is being deleted");
        boolean displaces = task.flatMap(t -> t.kind().opposite()).equals(Optional.of(kind));
        if (task.isPresent() && !displaces && !overrides(kind)) {
            throw conflict(verb, "has a task in progress: " + task.get().kind().word());
        }
        var here = displaces ? reached() : condition();
        if (!from.contains(here)) throw conflict(verb, "is " + here.name().toLowerCase(Locale.ROOT));
        return with(Optional.of(Task.begin(kind, settledPower(), action, now)), fault, now);
    }

    /// A hard reboot helps where a gentle one hangs.
    private boolean overrides(Task.Kind kind) {
        return kind == Task.Kind.REBOOT_HARD && doing().equals(Optional.of(Task.Kind.REBOOT));
    }

    /// Where the task in progress is heading.
    private Condition reached() {
        return with(Optional.empty(), Optional.empty(), times.updated).condition();
    }

    private CloudFault.Conflict conflict(String verb, String state) {
        return new CloudFault.Conflict("state", "Cannot '" + verb + "' instance " + id + " while it " + state);
    }

    private Instance wanting(Power power, int boots, boolean gently) {
        return changed(change -> change.wanting(power, boots, gently));
    }

    /// The same with another label.
    Instance labelled(Label label, Instant now) {
        return changed(change -> {
            change.label = label;
            change.updated(now);
        });
    }

    Instance locked(Optional<Lock> lock) {
        return changed(change -> change.lock = lock);
    }

    /// The task is done: the guest is as it is wanted.
    Instance arrived(Instant now) {
        return changed(change -> {
            change.task = Optional.empty();
            change.fault = fault.map(f -> new Fault(f.message, f.at, false));
            change.times = new Times(
                    times.created, now, times.launched.or(() -> Optional.of(now)), times.terminated, times.deleted);
            change.dueAt = Optional.empty();
        });
    }

    /// The guest has shut itself down: its owner sees it stopped.
    Instance stoppedInside(Instant now) {
        return arrived(now).wanting(Power.STOPPED, boots, gently);
    }

    /// The task is given up.
    Instance failed(String why, Instant now) {
        return with(Optional.empty(), Optional.of(new Fault(why, now, true)), now)
                .due(Optional.empty());
    }

    /// As its host was told of it by a life of the cloud that is forgotten.
    Instance asTold(GuestSpec guest, Instant now) {
        var told = switch (guest.power()) {
            case RUNNING -> Power.RUNNING;
            case PAUSED -> power == Power.SUSPENDED ? Power.SUSPENDED : Power.PAUSED;
            case STOPPED -> Power.STOPPED;
        };
        return with(task, fault, now)
                .wanting(task.isPresent() ? power : told, Math.max(boots, guest.boots()), gently)
                .due(dueAt);
    }

    /// Something went wrong that does not keep it from being what its owner wants.
    Instance troubled(String why, Instant now) {
        return with(task, Optional.of(new Fault(why, now, blocked())), times.updated)
                .due(dueAt);
    }

    /// Nothing is wrong any more, by the word of an operator.
    Instance cleared(Instant now) {
        return with(task, Optional.empty(), now);
    }

    /// Gone for its owner.
    Instance finished(Instant now) {
        return changed(change -> {
            change.residency = Residency.GONE;
            change.task = Optional.empty();
            change.times = new Times(
                    times.created, now, times.launched, times.terminated.or(() -> Optional.of(now)), Optional.of(now));
            change.dueAt = Optional.empty();
        });
    }

    Instance due(Optional<Instant> when) {
        return changed(change -> change.dueAt = when);
    }

    private Instance with(Optional<Task> task, Optional<Fault> fault, Instant now) {
        return changed(change -> change.turned(task, fault, now));
    }

    Instance nextGeneration() {
        return changed(change -> change.generation = generation + 1);
    }

    private Instance changed(Consumer<InstanceChange> how) {
        var change = new InstanceChange(this);
        how.accept(change);
        return change.made();
    }
}
