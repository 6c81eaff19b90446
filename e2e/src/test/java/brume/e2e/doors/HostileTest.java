package brume.e2e.doors;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.Apis;
import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.base.http.Route;
import brume.base.http.Service;
import brume.e2e.tenants.Belongings;
import brume.e2e.tenants.Places;
import brume.e2e.tenants.Tenant;
import brume.testcloud.TestCloud;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// Bad requests of every kind that the declarations of the routes let one think of, sent by whom everything is allowed:
/// so it is the request alone that is refused.
///
/// A run takes some of them, chosen by a seed (`-Dbrume.requests=N`), or of those that are bad in one way
/// (`-Dbrume.evil=QUERY`); `-Dbrume.full=true` takes all.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class HostileTest {
    /// By how much the heap may differ after thousands of requests: caches fill, classes are loaded.
    private static final long MORE_BYTES = 64 << 20;

    private static final boolean FULL = Boolean.getBoolean("brume.full");
    private static final int SOME = Integer.getInteger("brume.requests", FULL ? Integer.MAX_VALUE : 5_000);
    private static final Optional<Evil> EVIL =
            Optional.ofNullable(System.getProperty("brume.evil")).map(Evil::valueOf);
    private static final long SEED = Long.getLong("brume.seed", System.nanoTime());

    private static TestCloud cloud;
    private static List<Service> services;
    private static OpenStack admin;
    private static Attacks attacks;

    @BeforeAll
    static void build() {
        cloud = TestCloud.live(1);
        // The clock of a simulated cloud and its faults are not a tenant's things, and what they turn stays turned.
        services = Apis.of(cloud.control());
        admin = new OpenStack(
                OpenStack.http(), Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin"));
        admin.login();
        var victim = Belongings.of(Tenant.make(admin, "victim"), admin, Belongings.MARK);
        var ids = new HashMap<>(victim.ids());
        ids.put("domain", "default");
        ids.put("region", "RegionOne");
        ids.put("flavor", "tn42");
        ids.put("role", first("identity", "/v3/", "roles"));
        ids.put("service", first("identity", "/v3/", "services"));
        ids.put("endpoint", first("identity", "/v3/", "endpoints"));
        ids.put("agent", first("network", "/v2.0/", "agents"));
        ids.put("host", first("network", "/v2.0/", "agents"));
        var project = admin.session().project();
        var members = Map.of(
                "member", ids.get("project"),
                "tenant", ids.get("project"),
                "target_tenant", ids.get("project"),
                "destination", "10.9.8.0/24",
                "nexthop", "10.55.0.9");
        attacks = new Attacks(new Places(project, ids), members, services);
        System.out.println("hostile requests by -Dbrume.seed=" + SEED);
    }

    private static String first(String service, String path, String kind) {
        return admin.get(service, path + kind).path(kind).get(0).path("id").asString();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @Test
    @Order(1)
    void whatIsBadIsRefusedInTheFormOfItsServiceAndChangesNothing() throws InterruptedException {
        // A project has its default group from the first look on.
        admin.get("network", "/v2.0/security-groups");
        var drafts = drafts(attacks::on);
        var before = Everything.of(cloud.sql());
        long heap = heapBytes();
        var run = run(drafts, SOME);
        assertThat(run.wrongs()).isEmpty();
        assertThat(run.sent()).isGreaterThanOrEqualTo(FULL ? 100_000 : SOME);
        var after = Everything.of(cloud.sql());
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(before.keySet())
                .allSatisfy(table ->
                        assertThat(after.get(table)).as("rows of " + table).isEqualTo(before.get(table)));
        long more = heapBytes() - heap;
        System.out.println("heap " + (heap >> 20) + " MB before, " + (more >> 20) + " MB more after");
        assertThat(more).isLessThan(MORE_BYTES);
    }

    /// Such a body may be right: so it may change what it names, and comes last.
    @Test
    @Order(2)
    void whatOnlyAHandlerCanRefuseIsNoBugEither() throws InterruptedException {
        var run = run(drafts(attacks::doubtful), SOME / 5);
        assertThat(run.wrongs()).isEmpty();
    }

    private interface Maker {
        Stream<Attack.Draft> of(Service service, Route route);
    }

    /// In an order by chance.
    private static List<Attack.Draft> drafts(Maker maker) {
        var all = services.stream()
                .flatMap(service -> service.routes().stream().flatMap(route -> maker.of(service, route)))
                .filter(draft -> EVIL.isEmpty() || draft.evil() == EVIL.get())
                .collect(Collectors.toCollection(ArrayList::new));
        // By chance even when all are sent: what is slow is then not sent by all senders at once.
        Collections.shuffle(all, new Random(SEED));
        return all;
    }

    private static Onslaught run(List<Attack.Draft> drafts, int most) throws InterruptedException {
        var run = new Onslaught(cloud.api(), admin.session().token());
        run.all(drafts, most);
        System.out.println(run.told());
        return run;
    }

    /// What is reachable.
    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
