package brume.cloud.network;

import brume.base.id.Ids;
import brume.base.loop.SteppedScheduler;
import brume.base.postgres.ScratchPostgres;
import brume.base.sql.Migrations;
import brume.base.sql.Pool;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.hosts.Hosts;
import brume.cloud.journal.Journal;
import brume.cloud.network.address.Cidr;
import brume.cloud.quota.Quotas;
import brume.contract.SecurityGroupSpec;
import com.zaxxer.hikari.HikariDataSource;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/// The slice on a database of its own, with hosts that keep what they are told.
final class Bench implements AutoCloseable {
    static final List<String> SLICES = List.of("journal", "quota", "hosts", "network");
    final HikariDataSource pool = Pool.of(
            ScratchPostgres.shared().fresh("network", source -> Migrations.run(source, SLICES)),
            8,
            Duration.ofSeconds(30));
    final Sql sql = new Sql(pool);
    final SteppedScheduler scheduler = new SteppedScheduler(Instant.parse("2026-01-01T00:00:00Z"));
    final Random random = new Random(1);
    final Ids ids = new Ids(scheduler.clock(), random);
    final Quotas quotas = new Quotas();
    final Journal journal = new Journal(sql, scheduler.clock(), ids);
    final Hosts hosts = new Hosts(sql, scheduler, ids, random, journal, image -> InputStream.nullInputStream());
    final Networks networks = new Networks(sql, scheduler, ids, random, quotas, journal, hosts);

    static Caller member(UUID project) {
        return caller(project, Set.of("member", "reader"));
    }

    static Caller admin() {
        return caller(UUID.randomUUID(), Set.of("admin", "manager", "member", "reader"));
    }

    private static Caller caller(UUID project, Set<String> roles) {
        return new Caller(
                Optional.of(UUID.randomUUID()),
                "default",
                new Scope.Project(project, "default"),
                roles,
                "127.0.0.1",
                "req-test");
    }

    Network network(Caller caller, String name) {
        return networks.networks()
                .create(caller, List.of(new NetworkVerbs.Draft(Optional.empty(), NetworkWish.named(name))))
                .getFirst();
    }

    Subnet subnet(Caller caller, Network network, String cidr) {
        var range = Cidr.of(cidr);
        return networks.subnets()
                .create(caller, List.of(SubnetDraft.of(network.id(), SubnetWish.of("", range))))
                .getFirst();
    }

    /// An external network.
    Network outside(String cidr) {
        var network = networks.networks()
                .create(
                        admin(),
                        List.of(new NetworkVerbs.Draft(
                                Optional.empty(), NetworkWish.named("public").outside())))
                .getFirst();
        networks.subnets()
                .create(
                        admin(),
                        List.of(SubnetDraft.of(
                                network.id(), SubnetWish.of("", Cidr.of(cidr)).withoutDhcp())));
        return network;
    }

    /// A router with its gateway there.
    Router router(Caller caller, Network outside) {
        var gateway = new RouterWish.Gateway(outside.id(), Optional.empty(), Optional.empty());
        var wish = new RouterWish(
                Optional.of("edge"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Optional.of(gateway)),
                Optional.empty());
        return networks.routers()
                .create(caller, List.of(new Routers.Draft(Optional.empty(), wish)))
                .getFirst();
    }

    /// A security group without rules for what comes in.
    UUID group(Caller caller, String name) {
        var wish = new SecurityGroups.Wish(Optional.of(name), Optional.empty(), Optional.empty());
        return networks.securityGroups()
                .create(caller, List.of(new SecurityGroups.Draft(Optional.empty(), wish)))
                .getFirst()
                .id();
    }

    /// A rule of a group that names another one.
    void names(Caller caller, UUID group, UUID remote) {
        networks.securityGroupRules()
                .create(
                        caller,
                        List.of(new SecurityGroupRules.Draft(
                                Optional.empty(),
                                group,
                                "",
                                SecurityGroupSpec.Direction.INGRESS,
                                4,
                                Optional.of("tcp"),
                                Optional.of(5432),
                                Optional.of(5432),
                                Optional.empty(),
                                Optional.of(remote))));
    }

    /// Does all that is due, and what waits a moment for more.
    void settle() {
        run();
        scheduler.advance(Planner.GATHERED);
        run();
    }

    private void run() {
        while (scheduler.step().isPresent()) {}
    }

    /// Lets time go by, and does all that becomes due.
    void pass(Duration time) {
        var end = scheduler.clock().instant().plus(time);
        run();
        for (var next = scheduler.next(); next.isPresent() && !next.get().isAfter(end); next = scheduler.next()) {
            scheduler.advance(Duration.between(scheduler.clock().instant(), next.get()));
            run();
        }
        scheduler.advance(Duration.between(scheduler.clock().instant(), end));
    }

    @Override
    public void close() {
        networks.close();
        hosts.close();
        pool.close();
    }
}
