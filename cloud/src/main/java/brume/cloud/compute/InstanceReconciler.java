package brume.cloud.compute;

import brume.base.fault.CloudFault;
import brume.base.loop.Next;
import brume.base.loop.Reconciler;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.Hosts;
import brume.cloud.journal.Journal;
import brume.cloud.network.Networks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Brings instances to what their owners want: a decision from values ([Lifecycle#next]), then one act.
final class InstanceReconciler implements Reconciler<UUID> {
    private final Sql sql;
    private final InstantSource clock;
    private final Journal journal;
    private final Hosts hosts;
    private final Networks networks;
    private final InstanceStore store;
    private final ResidenceStore residences = new ResidenceStore();
    private final InstanceActions actions;
    private final GuestOrders orders;
    private final Homes homes;

    InstanceReconciler(
            Sql sql,
            InstantSource clock,
            Journal journal,
            Hosts hosts,
            Networks networks,
            InstanceStore store,
            InstanceActions actions,
            GuestOrders orders,
            Homes homes) {
        this.sql = sql;
        this.clock = clock;
        this.journal = journal;
        this.hosts = hosts;
        this.networks = networks;
        this.store = store;
        this.actions = actions;
        this.orders = orders;
        this.homes = homes;
    }

    @Override
    public Next reconcile(UUID id) {
        try {
            return sql.tx(tx -> {
                tx.planOnce();
                var found = store.locked(tx, id);
                var next = found.map(some -> look(tx, lost(tx, some))).orElse(Next.SETTLED);
                found.ifPresent(some -> looked(tx, some));
                return next;
            });
        } catch (CloudFault.Stale stale) {
            return Next.AGAIN;
        }
    }

    /// What was lost of its guest is said of it.
    private Found lost(Tx tx, Found found) {
        var instance = found.instance();
        if (found.home().filter(Residence::lost).isEmpty()
                || instance.blocked()
                || instance.residency() != Instance.Residency.HOSTED) return found;
        var what = "The guest's process was lost and is booted again ("
                + found.home().get().seen().losses() + ")";
        return new Found(store.replace(tx, instance.troubled(what, clock.instant())), found.home());
    }

    /// Residences are written last: reports lock orders first, and residences then.
    private void looked(Tx tx, Found found) {
        found.home().filter(Residence::lost).ifPresent(home -> residences.told(tx, home));
        store.looked(tx, found);
    }

    private Next look(Tx tx, Found found) {
        var now = clock.instant();
        // Whether the host can be reached matters only for those that go and those that are late.
        boolean reachable = found.home().isEmpty()
                || !late(found.instance(), now)
                || hosts.find(tx, found.home().get().host())
                        .filter(Host::connected)
                        .isPresent();
        return act(tx, found, Lifecycle.next(found.instance(), found.home(), reachable, now), now);
    }

    private static boolean late(Instance instance, Instant now) {
        return instance.residency() != Instance.Residency.HOSTED
                || instance.task()
                        .filter(task -> !now.isBefore(task.deadline()))
                        .isPresent();
    }

    private Next act(Tx tx, Found found, Lifecycle.Step step, Instant now) {
        var instance = found.instance();
        return switch (step) {
            case Lifecycle.Step.Settled s -> watch(tx, found, Optional.empty());
            case Lifecycle.Step.Wait wait -> watch(tx, found, Optional.of(wait.until()));
            case Lifecycle.Step.Place p -> place(tx, found, now);
            case Lifecycle.Step.Boot b -> order(tx, found, now);
            case Lifecycle.Step.Halt h -> order(tx, found, now);
            case Lifecycle.Step.Freeze f -> order(tx, found, now);
            case Lifecycle.Step.Arrive a -> arrive(tx, found, now);
            case Lifecycle.Step.Stopped s -> stopped(tx, found, now);
            case Lifecycle.Step.Fail f -> fail(tx, found, f.why(), now);
            case Lifecycle.Step.Vacate v -> vacate(tx, v.home());
            case Lifecycle.Step.Clear c -> {
                homes.clear(tx, c.home());
                yield Next.AGAIN;
            }
            case Lifecycle.Step.Finish f -> finish(tx, found, now);
        };
    }

    /// Keeps the row's `due_at` at what the instance waits for, so that a lost wake-up is found.
    private Next watch(Tx tx, Found found, Optional<Instant> due) {
        if (!found.instance().dueAt().equals(due))
            store.replace(tx, found.instance().due(due));
        return Next.SETTLED;
    }

    private Next order(Tx tx, Found found, Instant now) {
        orders.hold(tx, List.of(found));
        return watch(tx, found, Lifecycle.due(found.instance(), found.home(), now));
    }

    private Next place(Tx tx, Found found, Instant now) {
        var instance = found.instance();
        var refused = homes.find(tx, instance, now);
        if (refused.isPresent()) return fail(tx, found, refused.get(), now);
        store.replace(tx, instance.due(instance.task().map(Task::deadline)));
        return Next.AGAIN;
    }

    /// A guest may be as it is wanted without its host having been told: it is, so that it does not boot one at rest
    /// after having lost it, and does not let one pause that is to go on.
    private Next arrive(Tx tx, Found found, Instant now) {
        var instance = found.instance();
        actions.end(tx, found, Optional.empty(), now);
        if (Lifecycle.untold(instance)) orders.hold(tx, List.of(found));
        store.replace(tx, instance.arrived(now));
        return Next.SETTLED;
    }

    private Next stopped(Tx tx, Found found, Instant now) {
        var instance = found.instance();
        actions.end(tx, found, Optional.of("the guest shut itself down"), now);
        var stored = store.replace(tx, instance.stoppedInside(now));
        orders.hold(tx, List.of(new Found(stored, found.home())));
        event(tx, instance, "compute:instances:shut-down-inside", Map.of());
        return Next.AGAIN;
    }

    /// What is wanted stays so, and its host is told: it may have heard nothing of it, if nobody looked in time.
    private Next fail(Tx tx, Found found, String why, Instant now) {
        var instance = found.instance();
        actions.end(tx, found, Optional.of(why), now);
        var stored = store.replace(tx, instance.failed(why, now));
        if (found.home().isPresent()) orders.hold(tx, List.of(new Found(stored, found.home())));
        event(tx, instance, "compute:instances:failed", Map.of("why", why));
        return Next.SETTLED;
    }

    private Next vacate(Tx tx, Residence home) {
        boolean told = orders.remove(tx, home);
        residences.outgoing(tx, home.id());
        if (!told) residences.removed(tx, home.id());
        return Next.AGAIN;
    }

    /// Quota and name are free at once; what a host may still hold is freed when it has confirmed that nothing is
    /// left.
    private Next finish(Tx tx, Found found, Instant now) {
        var instance = found.instance();
        actions.end(tx, found, Optional.empty(), now);
        networks.release(tx, instance.id());
        store.replace(tx, instance.finished(now));
        event(tx, instance, "compute:instances:deleted", Map.of());
        return found.home().isPresent() ? Next.after(Duration.ZERO) : Next.SETTLED;
    }

    private void event(Tx tx, Instance instance, String what, Map<String, ?> detail) {
        journal.event(tx, "instance", instance.id(), Optional.of(instance.project()), what, detail);
    }
}
