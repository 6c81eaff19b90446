package brume.bench.growth;

import brume.app.ControlPlane;
import brume.cloud.access.Caller;
import brume.cloud.access.Scope;
import brume.cloud.compute.InstanceRequest;
import brume.cloud.compute.Label;
import brume.cloud.image.ContainerFormat;
import brume.cloud.image.DiskFormat;
import brume.cloud.image.ImageDescription;
import brume.cloud.network.NetworkRequest;
import brume.cloud.network.NetworkVerbs;
import brume.cloud.network.NetworkWish;
import brume.cloud.network.SubnetDraft;
import brume.cloud.network.SubnetWish;
import brume.cloud.network.address.Cidr;
import brume.cloud.quota.Limit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/// Tenants with a network and twenty instances each, by the verbs that the APIs call.
final class Tenants {
    /// Instances of each tenant.
    static final int EACH = 20;

    private static final int AT_ONCE = 8;
    private static final int CLIENTS = 16;
    private static final String FLAVOR = "42";
    // By an index: there may be a hundred thousand rows.
    private static final String BUSY = "select 1 from instance where due_at is not null and task is not null limit 1";
    private static final String TELLING = """
            select 1 from network_due
            union all
            select 1 from host_order where kind = 'NETWORK' and item = ? and seen < generation
            limit 1
            """;
    private final ControlPlane control;
    private final UUID image;

    Tenants(ControlPlane control) throws IOException {
        this.control = control;
        var operator = caller(control.ids().next());
        var about = ImageDescription.of(operator.home())
                .named("growth")
                .visible(ImageDescription.Visibility.PUBLIC)
                .formats(DiskFormat.RAW, ContainerFormat.BARE);
        image = control.images().create(operator, Optional.empty(), about).id();
        control.images().upload(operator, image, new ByteArrayInputStream(new byte[4096]), Optional.empty());
    }

    /// The image of all instances.
    UUID image() {
        return image;
    }

    /// Someone with a project and a network in it.
    record Tenant(Caller caller, UUID network) {}

    private static Caller caller(UUID project) {
        return new Caller(
                Optional.empty(),
                "default",
                new Scope.Project(project, "default"),
                Set.of("admin", "manager", "member", "reader"),
                "local",
                "growth");
    }

    Tenant tenant() {
        return tenant(Cidr.of("10.0.0.0/24"));
    }

    private Tenant tenant(Cidr range) {
        return tenant(control.ids().next(), range);
    }

    Tenant tenant(UUID project, Cidr range) {
        var caller = caller(project);
        control.sql().run(tx -> {
            for (var limit : List.of(Limit.INSTANCES, Limit.CORES, Limit.RAM_MIB, Limit.PORTS)) {
                control.quotas().set(tx, caller.home(), limit, -1);
            }
        });
        var draft = new NetworkVerbs.Draft(Optional.empty(), NetworkWish.named("net"));
        var network = control.networks()
                .networks()
                .create(caller, List.of(draft))
                .getFirst()
                .id();
        control.networks().subnets().create(caller, List.of(SubnetDraft.of(network, SubnetWish.of("subnet", range))));
        return new Tenant(caller, network);
    }

    void create(Tenant tenant, int count) {
        control.compute()
                .instances()
                .create(
                        tenant.caller,
                        new InstanceRequest(
                                new Label(
                                        "guest",
                                        Optional.empty(),
                                        "",
                                        Map.of(),
                                        List.of(),
                                        Optional.empty(),
                                        Optional.empty()),
                                FLAVOR,
                                image,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                new InstanceRequest.Cards.These(List.of(NetworkRequest.network(tenant.network))),
                                List.of(),
                                count,
                                count,
                                Optional.empty(),
                                Set.of(),
                                Set.of()));
    }

    /// Creates `count` instances, those of a tenant by one request, and waits until all are active.
    void fill(int count, Duration patience) throws InterruptedException, ExecutionException {
        fill(count, EACH, patience);
    }

    /// @param each of a tenant
    void fill(int count, int each, Duration patience) throws InterruptedException, ExecutionException {
        var work = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < count; i += each) {
            int some = Math.min(each, count - i);
            work.add(() -> {
                create(tenant(), some);
                return true;
            });
        }
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (var done : threads.invokeAll(work)) done.get();
        }
        active(patience);
    }

    /// What came of a time of requests.
    ///
    /// @param perSecond    instances, all of them active in the end, until the last one is so
    /// @param medianMillis of one request
    /// @param millisCpu    of one instance
    record Placements(double perSecond, double medianMillis, double millisCpu) {}

    /// Creates instances for `time`, from many clients at once, once others have shown how: connections to the
    /// database learn each statement anew.
    ///
    /// @param each instances of a request
    /// @param cpu  seconds of CPU so far
    Placements place(int each, Duration warming, Duration time, Duration patience, DoubleSupplier cpu)
            throws InterruptedException, ExecutionException {
        var tenants = new ArrayList<Tenant>();
        for (int i = 0; i < CLIENTS * 32; i++) tenants.add(tenant());
        make(tenants, each, warming);
        active(patience);
        double before = cpu.getAsDouble();
        long start = System.nanoTime();
        var millis = make(tenants, each, time);
        active(patience);
        double seconds = (System.nanoTime() - start) / 1e9;
        double placed = (double) millis.size() * each;
        return new Placements(
                placed / seconds, millis.get(millis.size() / 2), (cpu.getAsDouble() - before) * 1e3 / placed);
    }

    /// What one more card costs on a network that many hosts carry.
    ///
    /// @param hosts     that carry it
    /// @param millis    from the request until the last host has said that it knows the card
    /// @param millisCpu of all that
    record Plugs(int hosts, double millis, double millisCpu) {}

    /// Makes a network with many instances, each on a host of its own as far as chance has it, and plugs further ones
    /// in, one after another.
    Plugs plug(int instances, int further, Duration patience, DoubleSupplier cpu) throws InterruptedException {
        var tenant = tenant(Cidr.of("10.0.0.0/16"));
        for (int i = 0; i < instances; i += EACH) create(tenant, Math.min(EACH, instances - i));
        told(tenant, patience);
        double before = cpu.getAsDouble();
        long start = System.nanoTime();
        for (int i = 0; i < further; i++) {
            create(tenant, 1);
            told(tenant, patience);
        }
        double millis = (System.nanoTime() - start) / 1e6;
        int hosts = control.sql()
                .query(
                        "select count(distinct host) as n from port_binding where network = ?",
                        row -> row.integer("n"),
                        tenant.network)
                .getFirst();
        return new Plugs(hosts, millis / further, (cpu.getAsDouble() - before) * 1e3 / further);
    }

    /// Waits until everybody is active, and all hosts of the tenant's network have said that they know of all.
    private void told(Tenant tenant, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (control.sql().exists(BUSY) || control.sql().exists(TELLING, tenant.network)) {
            if (System.nanoTime() > end) throw new IllegalStateException("hosts were not told of a network");
            Thread.sleep(10);
        }
    }

    /// @return how long each request took, in milliseconds, sorted
    private List<Double> make(List<Tenant> tenants, int each, Duration time)
            throws InterruptedException, ExecutionException {
        var made = new AtomicLong();
        var millis = Collections.synchronizedList(new ArrayList<Double>());
        long end = System.nanoTime() + time.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < CLIENTS; i++) {
                work.add(() -> {
                    while (System.nanoTime() < end) {
                        long before = System.nanoTime();
                        create(tenants.get((int) (made.getAndIncrement() % tenants.size())), each);
                        millis.add((System.nanoTime() - before) / 1e6);
                    }
                    return true;
                });
            }
            for (var done : threads.invokeAll(work)) done.get();
        }
        millis.sort(null);
        return millis;
    }

    /// Waits until all instances are.
    void active(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (control.sql().exists(BUSY)) {
            if (System.nanoTime() > end) throw new IllegalStateException("instances did not become active");
            Thread.sleep(50);
        }
        long faults = control.sql()
                .query("select count(*) as n from instance where fault is not null", row -> row.whole("n"))
                .getFirst();
        if (faults > 0) throw new IllegalStateException(faults + " instances have faults");
    }
}
