package brume.cloud.network;

import brume.base.loop.Backoff;
import brume.base.loop.Next;
import brume.base.loop.ReconcileLoop;
import brume.base.loop.Scheduler;
import brume.base.sql.Tx;
import brume.contract.HostId;
import brume.contract.ItemKey;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Works out what hosts are to hold of networks, routers and security groups, after whatever changed.
///
/// One planner works at a time in the whole cloud, so that of two plans the later one is never overwritten by the
/// earlier; what comes while it works is gathered for its next turn, and so a thousand ports cost few turns. Ports that
/// come where their hosts have all that they need are told to others a moment later, with those that came meanwhile.
final class Planner implements AutoCloseable {
    private static final int TURN = 2000;
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final String ALL = "all";
    private static final int REMEMBERED = 20_000;
    /// How long what nobody waits for may wait for more of its kind.
    static final Duration GATHERED = Duration.ofMillis(250);

    private final Means means;
    private final Bindings bindings;
    private final RouterPlans routers = new RouterPlans();
    private final ReconcileLoop<String> loop;
    private final Scheduler scheduler;
    private final AtomicBoolean gathering = new AtomicBoolean();
    /// Who was told of networks and groups when they were last looked at here. It may be over: then who hopes for it
    /// waits for a moment more.
    private final Cache<ItemKey, Set<HostId>> holders =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    Planner(Means means, Bindings bindings, Scheduler scheduler, RandomGenerator random) {
        this.means = means;
        this.bindings = bindings;
        loop = new ReconcileLoop<>("networks", scheduler, random, Backoff.DEFAULT, 1, key -> turn());
        this.scheduler = scheduler;
        means.due().wakes(() -> loop.wake(ALL), this::gather, this::ready);
    }

    /// Looks for what was left by a process that died.
    void start() {
        loop.sweep(SWEEP, (now, limit) -> means.due().any(means.sql(), now) ? List.of(ALL) : List.of());
    }

    /// Waits for more of what nobody waits for.
    private void gather() {
        if (!gathering.compareAndSet(false, true)) return;
        scheduler.runAt(scheduler.clock().instant().plus(GATHERED), "networks", () -> {
            gathering.set(false);
            loop.wake(ALL);
        });
    }

    private boolean ready(HostId host, Port port) {
        return Stream.concat(
                        Stream.of(new ItemKey(ItemKey.Kind.NETWORK, port.network())),
                        port.securityGroups().stream().map(group -> new ItemKey(ItemKey.Kind.SECURITY_GROUP, group)))
                .allMatch(key -> holdersOf(key).contains(host));
    }

    private Set<HostId> holdersOf(ItemKey key) {
        return Optional.ofNullable(holders.getIfPresent(key)).orElse(Set.of());
    }

    private Next turn() {
        int taken = means.sql().tx(tx -> {
            tx.planOnce();
            tx.lock("network-planner", ALL);
            var due = means.due().take(tx, means.now(), TURN);
            if (!due.isEmpty() && !newcomers(tx, due))
                plan(tx, due.stream().map(Due.Row::key).collect(Collectors.toCollection(LinkedHashSet::new)));
            return due.size();
        });
        return taken == TURN ? Next.AGAIN : Next.SETTLED;
    }

    /// @return whether ports that came were all that there was
    private boolean newcomers(Tx tx, List<Due.Row> due) {
        if (due.stream().anyMatch(row -> row.port().isEmpty())) return false;
        var ports = new LinkedHashMap<Due.Key, Set<UUID>>();
        for (var row : due) {
            ports.computeIfAbsent(row.key(), key -> new LinkedHashSet<>())
                    .add(row.port().get());
        }
        var plan = Newcomers.tell(tx, means.orders(), ports);
        plan.ifPresent(this::remember);
        return plan.isPresent();
    }

    private void plan(Tx tx, Set<Due.Key> keys) {
        var plan = new Plan();
        var dueNetworks = ids(keys, Due.Kind.NETWORK);
        var dueRouters = ids(keys, Due.Kind.ROUTER);
        dueRouters.addAll(RouterPlans.on(tx, dueNetworks));
        dueNetworks.addAll(RouterPlans.networksOf(tx, dueRouters));
        var places = RouterPlans.hosts(tx, dueRouters);
        var carriers = places.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        var homes =
                RouterHomes.choose(tx, places, means.hosts().some(tx, carriers).values(), means.now());
        var dueGroups = ids(keys, Due.Kind.GROUP);
        var inquiry = NetworkPlans.ask(tx, dueNetworks);
        var askedGroups = GroupPlans.ask(tx, dueGroups);
        var carried = NetworkPlans.carried(tx, means.hosts(), plan, inquiry);
        routers.add(tx, plan, dueRouters, homes);
        var needed = GroupPlans.needed(tx, plan, askedGroups);
        var before = plan.before(tx, means.orders());
        NetworkPlans.add(plan, carried);
        needed.ifPresent(groups -> GroupPlans.add(plan, groups));
        plan.write(tx, means.orders(), before);
        remember(plan);
        // Where nothing had to change, no host will say a word.
        bindings.outside(tx, dueRouters);
    }

    private void remember(Plan plan) {
        holders.putAll(plan.holders());
    }

    private static Set<UUID> ids(Set<Due.Key> keys, Due.Kind kind) {
        return keys.stream()
                .filter(key -> key.kind() == kind)
                .map(Due.Key::id)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public void close() {
        loop.close();
    }
}
