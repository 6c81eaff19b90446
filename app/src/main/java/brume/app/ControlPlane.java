package brume.app;

import brume.base.id.Ids;
import brume.base.loop.Scheduler;
import brume.base.seal.KeyRing;
import brume.base.seal.Seal;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.bytes.ByteStore;
import brume.cloud.compute.Compute;
import brume.cloud.hosts.Hosts;
import brume.cloud.identity.Identity;
import brume.cloud.image.ImageLimits;
import brume.cloud.image.Images;
import brume.cloud.journal.Journal;
import brume.cloud.network.Networks;
import brume.cloud.placement.Overcommit;
import brume.cloud.placement.Placement;
import brume.cloud.quota.Quotas;
import brume.cloud.upkeep.Audit;
import brume.cloud.upkeep.Deletions;
import brume.cloud.upkeep.Purges;
import brume.cloud.upkeep.Stuck;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The control plane: every slice, built and wired by hand, over one database. The same in the program and in tests.
public final class ControlPlane implements AutoCloseable {
    private static final Duration JOURNAL_KEPT = Duration.ofDays(30);

    private final Sql sql;
    private final Ids ids;
    private final Scheduler scheduler;
    private final Journal journal;
    private final Quotas quotas;
    private final Identity identity;
    private final Images images;
    private final Hosts hosts;
    private final Networks networks;
    private final Placement placement;
    private final Compute compute;
    private final Stuck stuck;
    private final Audit audit;
    private final Deletions deletions;
    private final Purges purges;

    /// @param random a cryptographic source, but in simulations
    /// @param folder for keys and the bytes of images; made when it is missing
    public ControlPlane(Sql sql, Scheduler scheduler, RandomGenerator random, Path folder) {
        this(sql, scheduler, random, folder, Settings.DELETED_KEPT);
    }

    /// @param deletedKept how long instances that are gone stay listed
    public ControlPlane(Sql sql, Scheduler scheduler, RandomGenerator random, Path folder, Duration deletedKept) {
        this.sql = sql;
        this.scheduler = scheduler;
        var clock = scheduler.clock();
        ids = new Ids(clock, random);
        journal = new Journal(sql, clock, ids);
        quotas = new Quotas();
        identity = new Identity(sql, clock, ids, random, journal, folder.resolve("keys"));
        quotas.knowProjects(identity::holdProject);
        images = new Images(
                sql, ids, scheduler, journal, quotas, new ByteStore(folder.resolve("images")), ImageLimits.DEFAULT);
        hosts = new Hosts(sql, scheduler, ids, random, journal, images::open);
        networks = new Networks(sql, scheduler, ids, random, quotas, journal, hosts);
        placement = new Placement(sql, hosts, Overcommit.DEFAULT, random);
        identity.onProjectDelete((tx, caller, project) -> networks.leave(tx, project.id()));
        identity.onProjectDelete((tx, caller, project) -> quotas.leave(tx, project.id()));
        var seal = new Seal(new KeyRing(folder.resolve("secret-keys"), clock, random), random);
        compute = new Compute(
                sql, scheduler, ids, random, journal, quotas, hosts, placement, images, networks, seal, deletedKept);
        identity.onUserDelete(compute.keyPairs()::leave);
        deletions = new Deletions(
                sql,
                List.of(
                        identity.belongings(),
                        images.belongings(),
                        hosts.belongings(),
                        networks.belongings(),
                        compute.belongings()));
        purges = new Purges(
                sql,
                scheduler,
                random,
                journal,
                quotas,
                deletions,
                Stream.of(compute.removals(), networks.removals(), images.removals())
                        .flatMap(List::stream)
                        .toList(),
                (caller, project) -> identity.projects().delete(caller, project));
        identity.onProjectDelete((tx, caller, project) -> purges.leave(tx, caller, project.id(), project.name()));
        stuck = new Stuck(
                sql,
                clock,
                Stream.of(hosts.watches(), images.watches(), networks.watches(), compute.watches(), purges.watches())
                        .flatMap(List::stream)
                        .toList());
        audit = new Audit(
                sql,
                scheduler,
                ids,
                journal,
                Stream.of(
                                hosts.checks(),
                                placement.checks(),
                                images.checks(),
                                networks.checks(),
                                compute.checks(),
                                purges.checks())
                        .flatMap(List::stream)
                        .toList());
    }

    /// What changes in a database that was filled from a backup, in the transaction that fills it: what was said and
    /// done after the backup is not known there.
    public static void restored(Tx tx, Instant now) {
        Hosts.restored(tx, now);
        Identity.restored(tx);
        Journal.restored(tx, now);
    }

    /// Does ahead what would make [#start] slow in a database that is new.
    public void prepare() {
        journal.keepPartitions(JOURNAL_KEPT);
    }

    /// Begins all work that nobody asks for.
    public void start() {
        journal.start(scheduler, JOURNAL_KEPT);
        identity.start(scheduler);
        images.start();
        hosts.start();
        compute.start();
        networks.start();
        purges.start();
        audit.start();
    }

    public Journal journal() {
        return journal;
    }

    public Identity identity() {
        return identity;
    }

    public Images images() {
        return images;
    }

    public Hosts hosts() {
        return hosts;
    }

    public Networks networks() {
        return networks;
    }

    public Placement placement() {
        return placement;
    }

    public Compute compute() {
        return compute;
    }

    public Quotas quotas() {
        return quotas;
    }

    public Audit audit() {
        return audit;
    }

    public Stuck stuck() {
        return stuck;
    }

    public Deletions deletions() {
        return deletions;
    }

    public Purges purges() {
        return purges;
    }

    public Sql sql() {
        return sql;
    }

    public Ids ids() {
        return ids;
    }

    public InstantSource clock() {
        return scheduler.clock();
    }

    @Override
    public void close() {
        audit.close();
        purges.close();
        compute.close();
        networks.close();
        hosts.close();
        images.close();
    }
}
