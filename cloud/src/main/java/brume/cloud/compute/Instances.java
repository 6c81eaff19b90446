package brume.cloud.compute;

import static java.util.stream.Collectors.toMap;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Few;
import brume.base.sql.Gathering;
import brume.base.sql.Keyset;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Action;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.hosts.Hosts;
import brume.cloud.journal.Journal;
import brume.cloud.network.InstancePortRow;
import brume.cloud.network.Networks;
import brume.cloud.quota.Limit;
import brume.cloud.quota.Quotas;
import brume.contract.Answer;
import brume.contract.HostId;
import brume.contract.Question;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The verbs of instances. Each is one transaction that records what should be; what follows is the reconciler's.
public final class Instances {
    private static final String KIND = "instance";
    private static final String RESET = "set to error by an operator";
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private final Sql sql;
    private final InstantSource clock;
    private final Ids ids;
    private final Journal journal;
    private final Quotas quotas;
    private final Hosts hosts;
    private final Networks networks;
    private final InstanceStore store;
    private final ResidenceStore residences = new ResidenceStore();
    private final InstanceActions actions;
    private final GuestOrders orders;
    private final InstanceSecrets secrets;
    private final Rebuilding rebuilding;
    private final Creation creation;
    private final Consumer<UUID> wake;
    private final Gathering<UUID, Shown> looks;
    private final Narrowing narrowing;

    Instances(
            Sql sql,
            InstantSource clock,
            Ids ids,
            Journal journal,
            Quotas quotas,
            Hosts hosts,
            Networks networks,
            InstanceStore store,
            InstanceActions actions,
            GuestOrders orders,
            InstanceSecrets secrets,
            Rebuilding rebuilding,
            Creation creation,
            Consumer<UUID> wake) {
        this.sql = sql;
        this.clock = clock;
        this.ids = ids;
        this.journal = journal;
        this.quotas = quotas;
        this.hosts = hosts;
        this.networks = networks;
        this.store = store;
        this.actions = actions;
        this.orders = orders;
        this.secrets = secrets;
        this.rebuilding = rebuilding;
        this.creation = creation;
        this.wake = wake;
        narrowing = new Narrowing(sql, store, hosts, networks);
        looks = new Gathering<>(Runtime.getRuntime().availableProcessors(), Few.MOST, this::shown);
    }

    /// Makes instances: all of them, or none.
    ///
    /// @return in the order of their launch index
    /// @throws CloudFault.OverQuota when the least number asked for does not fit
    public List<Instance> create(Caller caller, InstanceRequest asked) {
        return creation.create(caller, asked);
    }

    /// @throws CloudFault.NotFound also when it is another project's, or gone
    public Found find(Caller caller, UUID id) {
        return allowed(caller, ComputeActions.INSTANCES_SHOW, store.find(sql, id), id);
    }

    /// As [#find], with its ports and its server group.
    public Shown show(Caller caller, UUID id) {
        var shown = looks.ask(id);
        allowed(caller, ComputeActions.INSTANCES_SHOW, shown.map(Shown::found), id);
        return shown.orElseThrow();
    }

    private Map<UUID, Shown> shown(List<UUID> some) {
        var few = Few.of(some);
        var both = sql.both(store.show(few), networks.ofInstances(few));
        var ports = InstancePortRow.gather(both.second());
        return both.first().stream()
                .map(shown -> shown.at(ports.getOrDefault(shown.id(), List.of())))
                .collect(toMap(Shown::id, shown -> shown));
    }

    /// The user data of those instances that have any, and of which the caller may see it.
    public Map<UUID, byte[]> userData(Caller caller, Collection<Summary> some) {
        var allowed = some.stream()
                .filter(Summary::told)
                .filter(i -> caller.may(ComputeActions.INSTANCES_ABOUT_HOST, Target.project(i.project())))
                .map(Summary::id)
                .toList();
        return allowed.isEmpty() ? Map.of() : secrets.userData(sql, allowed);
    }

    /// As [#find], for one that is gone, too: a page may begin after it.
    public Optional<Instance> marker(Caller caller, UUID id) {
        return store.find(sql, id)
                .map(Found::instance)
                .filter(instance -> caller.sees(Target.project(instance.project())));
    }

    /// One page.
    ///
    /// @param filter must name the caller's project, unless the caller may see all
    public List<Summary> list(Caller caller, InstanceFilter filter, Keyset page) {
        return narrowing.by(caller, filter, (reads, where) -> store.list(reads, where, page));
    }

    /// As [#list], by name alone.
    public List<Named> names(Caller caller, InstanceFilter filter, Keyset page) {
        return narrowing.by(caller, filter, (reads, where) -> store.names(reads, where, page));
    }

    /// A page of instances, newest first or by other columns of the table.
    public static Keyset page(List<Keyset.Sort> sorts, Optional<UUID> marker, int limit) {
        return new Keyset("instance i", sorts, marker, limit);
    }

    private static Found allowed(Caller caller, Action action, Optional<Found> found, UUID id) {
        var there = found.filter(f -> !f.instance().deleted()).orElseThrow(() -> new CloudFault.NotFound(KIND, id));
        caller.require(action, Target.project(there.instance().project()), KIND, id);
        return there;
    }

    private Found lock(Tx tx, Caller caller, Action action, UUID id) {
        return allowed(caller, action, store.locked(tx, id), id);
    }

    /// A change of an instance's course.
    private interface Turn {
        Instance turn(Instance instance, UUID action, Instant now);
    }

    private Instance turn(Caller caller, Action action, String word, UUID id, Turn turn) {
        return sql.tx(tx -> {
            var found = lock(tx, caller, action, id);
            var entry = ids.next();
            var now = clock.instant();
            var old = found.instance().unlocked(caller.may(ComputeActions.INSTANCES_UNLOCK_ANY, Target.ANY));
            var next = turn.turn(old, entry, now);
            if (next == old) return old;
            actions.end(tx, found, Optional.of("overtaken by " + word), now);
            actions.begin(tx, caller, word, found, entry, now);
            var stored = store.replace(tx, next);
            changed(tx, caller, action, stored, Map.of());
            tx.afterCommit(() -> wake.accept(id));
            return stored;
        });
    }

    private void changed(Tx tx, Caller caller, Action action, Instance instance, Map<String, ?> detail) {
        journal.changed(tx, caller, action.name(), KIND, instance.id(), Optional.of(instance.project()), detail);
    }

    /// @param from what the caller's protocol can start from
    /// @throws CloudFault.Conflict when it is in another condition, is busy, or is locked
    public Instance start(Caller caller, UUID id, Set<Condition> from) {
        return turn(caller, ComputeActions.INSTANCES_START, "start", id, (i, a, now) -> i.start(from, a, now));
    }

    public Instance stop(Caller caller, UUID id, Set<Condition> from) {
        return turn(caller, ComputeActions.INSTANCES_STOP, "stop", id, (i, a, now) -> i.stop(from, a, now));
    }

    public Instance pause(Caller caller, UUID id, Set<Condition> from) {
        return turn(caller, ComputeActions.INSTANCES_PAUSE, "pause", id, (i, a, now) -> i.pause(from, a, now));
    }

    public Instance unpause(Caller caller, UUID id, Set<Condition> from) {
        return turn(caller, ComputeActions.INSTANCES_UNPAUSE, "unpause", id, (i, a, now) -> i.unpause(from, a, now));
    }

    /// @param gently whether the guest is asked first
    public Instance reboot(Caller caller, UUID id, Set<Condition> from, boolean gently) {
        return turn(
                caller, ComputeActions.INSTANCES_REBOOT, "reboot", id, (i, a, now) -> i.reboot(from, gently, a, now));
    }

    /// Lets it begin anew from an image.
    ///
    /// @throws CloudFault.Conflict  when it is in another condition than `from`, is busy, or is locked
    /// @throws CloudFault.OverQuota when it would have too much metadata
    public Found rebuild(Caller caller, UUID id, Set<Condition> from, RebuildRequest asked) {
        return sql.tx(tx -> {
            var found = lock(tx, caller, ComputeActions.INSTANCES_REBUILD, id);
            var old = found.instance().unlocked(caller.may(ComputeActions.INSTANCES_UNLOCK_ANY, Target.ANY));
            var entry = ids.next();
            var now = clock.instant();
            var next = rebuilding.rebuild(tx, caller, old, from, asked, entry, now);
            metadataFits(tx, next);
            actions.begin(tx, caller, Task.Kind.REBUILD.word(), found, entry, now);
            var stored = new Found(store.replace(tx, next), found.home());
            orders.hold(tx, List.of(stored));
            changed(
                    tx,
                    caller,
                    ComputeActions.INSTANCES_REBUILD,
                    stored.instance(),
                    Map.of("image", asked.image().toString()));
            tx.afterCommit(() -> wake.accept(id));
            return stored;
        });
    }

    private void metadataFits(Tx tx, Instance instance) {
        long most = quotas.limits(tx, instance.project(), Limit.Family.COMPUTE).get(Limit.METADATA_ITEMS);
        int asked = instance.label().metadata().size();
        if (most >= 0 && asked > most) throw new CloudFault.OverQuota(Limit.METADATA_ITEMS.word(), most, 0, asked);
    }

    /// Works in every condition; again while it goes it changes nothing.
    public Instance delete(Caller caller, UUID id) {
        return turn(caller, ComputeActions.INSTANCES_DELETE, "delete", id, Instance::delete);
    }

    /// Keeps it from changes by mistake.
    public void lock(Caller caller, UUID id, Optional<String> reason) {
        sql.run(tx -> {
            var found = lock(tx, caller, ComputeActions.INSTANCES_LOCK, id);
            var instance = found.instance();
            boolean admin = caller.admin() && !caller.project().equals(Optional.of(instance.project()));
            var stored = store.replace(tx, instance.locked(Optional.of(new Instance.Lock(admin, reason))));
            record(tx, caller, ComputeActions.INSTANCES_LOCK, "lock", new Found(stored, found.home()));
        });
    }

    /// @throws CloudFault.Forbidden when an administrator locked it
    public void unlock(Caller caller, UUID id) {
        sql.run(tx -> {
            var found = lock(tx, caller, ComputeActions.INSTANCES_UNLOCK, id);
            var instance = found.instance();
            if (instance.lock().filter(Instance.Lock::byAdmin).isPresent()) {
                caller.require(ComputeActions.INSTANCES_UNLOCK_ANY, Target.ANY);
            }
            var stored = store.replace(tx, instance.locked(Optional.empty()));
            record(tx, caller, ComputeActions.INSTANCES_UNLOCK, "unlock", new Found(stored, found.home()));
        });
    }

    private void record(Tx tx, Caller caller, Action action, String word, Found stored) {
        actions.done(tx, caller, word, stored, ids.next(), clock.instant());
        changed(tx, caller, action, stored.instance(), Map.of());
    }

    /// Changes what its owner says of it; the guest sees it in its metadata.
    ///
    /// @param change may be asked more than once
    /// @throws CloudFault.OverQuota when it would have too much metadata
    public Found relabel(Caller caller, UUID id, UnaryOperator<Label> change) {
        return sql.tx(tx -> {
            var found = lock(tx, caller, ComputeActions.INSTANCES_UPDATE, id);
            var old = found.instance().unlocked(caller.may(ComputeActions.INSTANCES_UNLOCK_ANY, Target.ANY));
            var next = old.labelled(change.apply(old.label()), clock.instant());
            metadataFits(tx, next);
            var stored = new Found(store.replace(tx, next), found.home());
            if (old.residency() == Instance.Residency.HOSTED) orders.hold(tx, List.of(stored));
            changed(tx, caller, ComputeActions.INSTANCES_UPDATE, stored.instance(), Map.of());
            return stored;
        });
    }

    /// Says, as an operator, that nothing is wrong with it any more, or that something is. One that no host was found
    /// for stays failed, whatever is said of it: nothing would ever look for one again.
    public void reset(Caller caller, UUID id, boolean well) {
        sql.run(tx -> {
            var found = lock(tx, caller, ComputeActions.INSTANCES_RESET, id);
            var old = found.instance();
            var now = clock.instant();
            boolean homeless = found.home().isEmpty() && old.task().isEmpty();
            var next = !well ? old.failed(RESET, now) : homeless ? old : old.cleared(now);
            if (!well) actions.end(tx, found, Optional.of(RESET), now);
            var stored = store.replace(tx, next.due(Optional.of(now)));
            record(tx, caller, ComputeActions.INSTANCES_RESET, "reset", new Found(stored, found.home()));
            tx.afterCommit(() -> wake.accept(id));
        });
    }

    /// The last lines of its serial console; all that is kept when `lines` is negative.
    ///
    /// @throws CloudFault.Conflict    when it has no host yet
    /// @throws CloudFault.Unavailable when its host does not answer
    public String console(Caller caller, UUID id, int lines) {
        var found = allowed(caller, ComputeActions.INSTANCES_CONSOLE, store.find(sql, id), id);
        var home = found.home()
                .filter(h -> found.instance().times().launched().isPresent())
                .orElseThrow(() -> new CloudFault.Conflict("Instance " + id + " is not ready"));
        return switch (ask(id, home.host(), new Question.ConsoleLog(home.id(), lines))) {
            case Answer.Text text -> text.value();
            case Answer.Unknown unknown -> "";
            case Answer.Holdings other -> throw otherQuestion();
            case Answer.Specs other -> throw otherQuestion();
        };
    }

    /// Which host it is that does not answer is not its owner's to know.
    private Answer ask(UUID id, HostId host, Question question) {
        try {
            return hosts.ask(host, question, ANSWER);
        } catch (CloudFault.Unavailable silent) {
            throw new CloudFault.Unavailable("the host of instance " + id + " does not answer");
        }
    }

    private static CloudFault otherQuestion() {
        return new CloudFault.Unavailable("the host answered another question");
    }

    /// What a project's instances take.
    public ComputeUsage usage(UUID project) {
        return store.usage(sql, project);
    }

    /// The instances of some hosts, those that are about to leave too; hosts without any are left out.
    public Map<HostId, List<UUID>> on(Collection<HostId> hosts) {
        return residences.on(sql, hosts);
    }

    /// What was asked of it, also when it is gone.
    public History history(Caller caller, UUID id, HistoryPage page) {
        var project = remembered(caller, id).project();
        return new History(project, actions.list(sql, id, page));
    }

    /// What one request asked of it, also when it is gone.
    ///
    /// @return with that alone, or with nothing
    public History history(Caller caller, UUID id, String request) {
        var project = remembered(caller, id).project();
        return new History(project, actions.find(sql, id, request).stream().toList());
    }

    private Instance remembered(Caller caller, UUID id) {
        var instance = store.find(sql, id).map(Found::instance).orElseThrow(() -> new CloudFault.NotFound(KIND, id));
        caller.require(ComputeActions.INSTANCES_SHOW, Target.project(instance.project()), KIND, id);
        return instance;
    }
}
