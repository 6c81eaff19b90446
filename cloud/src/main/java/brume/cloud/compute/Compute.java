package brume.cloud.compute;

import brume.base.id.Ids;
import brume.base.loop.Backoff;
import brume.base.loop.ReconcileLoop;
import brume.base.loop.Scheduler;
import brume.base.seal.Seal;
import brume.base.sql.Sql;
import brume.cloud.hosts.Hosts;
import brume.cloud.image.Images;
import brume.cloud.journal.Journal;
import brume.cloud.network.Networks;
import brume.cloud.placement.Placement;
import brume.cloud.quota.Quotas;
import brume.cloud.upkeep.Belongings;
import brume.cloud.upkeep.Check;
import brume.cloud.upkeep.Removal;
import brume.cloud.upkeep.Watch;
import brume.contract.ItemKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Instances, flavors and key pairs: the front door of this slice.
public final class Compute implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final int WORKERS = 8;
    private final InstanceStore store = new InstanceStore();
    private final Sql sql;
    private final Hosts hosts;
    private final InstantSource clock;
    private final InstanceSecrets secrets;
    private final Flavors flavors;
    private final KeyPairs keyPairs;
    private final ServerGroups serverGroups;
    private final Aggregates aggregates;
    private final Instances instances;
    private final LateInstances late;
    private final InstanceChecks checks;
    private final Adoption adoption;
    private final ReconcileLoop<UUID> loop;
    private final GuestsDue guestsDue;
    private final ReconcileLoop<UUID> telling;
    private final InstanceReaper reaper;

    /// @param seal        for what guests may read in secret
    /// @param deletedKept how long instances that are gone stay listed
    public Compute(
            Sql sql,
            Scheduler scheduler,
            Ids ids,
            RandomGenerator random,
            Journal journal,
            Quotas quotas,
            Hosts hosts,
            Placement placement,
            Images images,
            Networks networks,
            Seal seal,
            Duration deletedKept) {
        this.sql = sql;
        this.hosts = hosts;
        clock = scheduler.clock();
        secrets = new InstanceSecrets(ids, seal);
        var groups = new ServerGroupStore();
        var actions = new InstanceActions();
        var boots = new Boots(images);
        var orders = new GuestOrders(hosts, boots, networks, secrets);
        var homes = new Homes(ids, hosts, placement, boots, networks, store, groups, orders);
        flavors = new Flavors(sql, journal);
        keyPairs = new KeyPairs(sql, clock, ids, journal, quotas);
        serverGroups = new ServerGroups(sql, clock, ids, journal, quotas, groups);
        aggregates = new Aggregates(sql, clock, ids, journal, hosts);
        hosts.listen(aggregates);
        loop = new ReconcileLoop<>(
                "instances",
                scheduler,
                random,
                Backoff.DEFAULT,
                WORKERS,
                new InstanceReconciler(sql, clock, journal, hosts, networks, store, actions, orders, homes));
        var creation = new Creation(
                sql, clock, ids, journal, quotas, hosts, images, boots, networks, flavors, keyPairs, store, actions,
                groups, secrets, homes);
        instances = new Instances(
                sql,
                clock,
                ids,
                journal,
                quotas,
                hosts,
                networks,
                store,
                actions,
                orders,
                secrets,
                new Rebuilding(ids, images, boots, keyPairs, secrets),
                creation,
                loop::wake);
        guestsDue = new GuestsDue(sql, clock, store, orders);
        telling = new ReconcileLoop<>("guests", scheduler, random, Backoff.DEFAULT, WORKERS, guestsDue);
        networks.tells((tx, changed) -> guestsDue.add(tx, changed, telling::wake));
        hosts.listen(new GuestNews(clock, journal, placement, store, actions, loop::wake));
        hosts.listen(new ReturnedGuests(clock, placement, networks, store, actions, orders));
        adoption = new Adoption(sql, clock, ids, journal, hosts, networks, flavors, boots, store, secrets, orders);
        reaper = new InstanceReaper(sql, scheduler, store, secrets, seal, deletedKept);
        late = new LateInstances(hosts, deletedKept);
        checks = new InstanceChecks(sql, clock, hosts.orders(), placement, networks, store, secrets, loop::wake);
        hosts.orders().completes(ItemKey.Kind.GUEST, secrets::complete);
        images.heldBy(image -> boots.uses(sql, image));
    }

    /// Looks at what the process before this one may have left half done, and begins to look for what is due.
    public void start() {
        secrets.sealOlder(sql, clock.instant());
        store.unsettled(sql).forEach(loop::wake);
        loop.sweep(SWEEP, (now, limit) -> store.due(sql, now, limit));
        telling.sweep(SWEEP, (now, limit) -> guestsDue.due(sql, now, limit));
        reaper.start();
    }

    public Instances instances() {
        return instances;
    }

    /// Guests that the database forgot become instances again.
    public Adoption adoption() {
        return adoption;
    }

    public Flavors flavors() {
        return flavors;
    }

    public KeyPairs keyPairs() {
        return keyPairs;
    }

    public ServerGroups serverGroups() {
        return serverGroups;
    }

    public Aggregates aggregates() {
        return aggregates;
    }

    /// What must hold of this slice's tables.
    public List<Check> checks() {
        return checks.all();
    }

    /// How resources of this slice are deleted. Instances go by and by.
    public List<Removal> removals() {
        return List.of(
                new Removal("instance", (caller, id) -> instances.delete(caller, UUID.fromString(id))),
                new Removal("server-group", (caller, id) -> serverGroups.delete(caller, UUID.fromString(id))));
    }

    /// What this slice knows of deletes.
    public Belongings belongings() {
        return new ComputeBelongings(hosts).all();
    }

    /// Finds what is late of this slice's work.
    public List<Watch> watches() {
        return late.watches();
    }

    @Override
    public void close() {
        loop.close();
        telling.close();
        reaper.close();
    }
}
