package brume.cloud.compute;

import brume.contract.GuestSeen;
import brume.contract.HostId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// An instance as lists with details show it: without what only its verbs and its reconciler need, so that a long list
/// fetches no more than it tells.
///
/// @param doing        the task in progress
/// @param settledPower the power before the task in progress, or the one that holds
/// @param home         absent before it is placed, and once it is gone from its host
/// @param told         whether it may have user data
public record Summary(
        UUID id,
        UUID project,
        Optional<UUID> owner,
        Label label,
        Optional<Instance.Lock> lock,
        Size size,
        Origin origin,
        Instance.Power settledPower,
        Optional<Task.Kind> doing,
        Optional<Instance.Fault> fault,
        Times times,
        Optional<Home> home,
        boolean told) {
    /// What it was made from, as [Recipe] says.
    public record Origin(
            String reservation,
            int launchIndex,
            UUID image,
            Optional<String> keyName,
            Optional<String> zone,
            boolean configDrive) {}

    /// What happened when, as [Instance.Times] says.
    public record Times(Instant created, Instant updated, Optional<Instant> launched, Optional<Instant> deleted) {}

    /// Where it lives, and what its host saw of it last.
    public record Home(HostId host, GuestSeen.State state) {}

    /// The same told of one that was read whole.
    static Summary of(Found found, boolean told) {
        var instance = found.instance();
        var recipe = instance.recipe();
        var times = instance.times();
        return new Summary(
                instance.id(),
                instance.project(),
                instance.owner(),
                instance.label(),
                instance.lock(),
                instance.size(),
                new Origin(
                        recipe.reservation(),
                        recipe.launchIndex(),
                        recipe.image(),
                        recipe.keyName(),
                        recipe.zone(),
                        recipe.configDrive()),
                instance.settledPower(),
                instance.doing(),
                instance.fault(),
                new Times(times.created(), times.updated(), times.launched(), times.deleted()),
                found.home().map(home -> new Home(home.host(), home.seen().state())),
                told);
    }

    Summary at(Optional<Home> its) {
        return new Summary(id, project, owner, label, lock, size, origin, settledPower, doing, fault, times, its, told);
    }

    public boolean deleted() {
        return times.deleted.isPresent();
    }

    /// As [Instance#condition].
    public Condition condition() {
        boolean blocked = fault.filter(Instance.Fault::blocks).isPresent();
        return Condition.of(deleted(), doing, blocked, times.launched.isPresent(), settledPower);
    }
}
