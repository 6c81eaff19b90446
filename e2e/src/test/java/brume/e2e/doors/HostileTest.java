package brume.e2e.doors;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.Apis;
import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.base.http.Service;
import brume.e2e.tenants.Belongings;
import brume.e2e.tenants.Places;
import brume.e2e.tenants.Tenant;
import brume.testcloud.TestCloud;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
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
/// A run takes some of them, chosen by a seed; `-Dbrume.full=true` takes all.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class HostileTest {
    private static final int SOME = 5_000;
    private static final int SHOWN = 40;
    private static final boolean FULL = Boolean.getBoolean("brume.full");
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
    void whatIsBadIsRefusedInTheFormOfItsServiceAndChangesNothing() throws IOException {
        // A project has its default group from the first look on.
        admin.get("network", "/v2.0/security-groups");
        var before = Everything.of(cloud.sql());
        var run = new Run();
        run.all(SOME, (service, route) -> attacks.on(service, route));
        assertThat(run.sent).isGreaterThanOrEqualTo(FULL ? 100_000 : SOME / 2);
        assertThat(run.wrongs).isEmpty();
        var after = Everything.of(cloud.sql());
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(before.keySet())
                .allSatisfy(table ->
                        assertThat(after.get(table)).as("rows of " + table).isEqualTo(before.get(table)));
    }

    /// Such a body may be right: so it may change what it names, and comes last.
    @Test
    @Order(2)
    void whatOnlyAHandlerCanRefuseIsNoBugEither() throws IOException {
        var run = new Run();
        run.all(SOME / 5, (service, route) -> attacks.doubtful(service, route));
        assertThat(run.wrongs).isEmpty();
    }

    private interface Maker {
        Stream<Attack> of(Service service, brume.base.http.Route route);
    }

    /// Sends, judges and counts.
    private static final class Run {
        private final SplittableRandom chance = new SplittableRandom(SEED);
        private final List<String> wrongs = new ArrayList<>();
        private final Map<Integer, Integer> statuses = new TreeMap<>();
        private int sent;
        private long slowest;
        private String slow = "";

        void all(int some, Maker maker) throws IOException {
            long count = FULL ? 1 : each(maker).count();
            double share = FULL ? 1 : (double) some / count;
            try (var wire = new Raw(cloud.api())) {
                for (var attack :
                        (Iterable<Attack>) each(maker).filter(attack -> chance.nextDouble() < share)::iterator)
                    send(wire, attack);
            }
            System.out.println(
                    sent + " requests; by status " + statuses + "; slowest " + slowest / 1_000_000 + " ms: " + slow);
        }

        private Stream<Attack> each(Maker maker) {
            return services.stream()
                    .flatMap(service -> service.routes().stream().flatMap(route -> maker.of(service, route)));
        }

        private void send(Raw wire, Attack attack) throws IOException {
            if (wrongs.size() >= SHOWN) return;
            var request = attack.bytes(admin.session().token());
            long start = System.nanoTime();
            var answer = wire.exchange(request, attack.method().equals("HEAD"));
            long took = System.nanoTime() - start;
            if (took > slowest) {
                slowest = took;
                slow = attack.toString();
            }
            sent++;
            statuses.merge(answer.status(), 1, Integer::sum);
            Forms.wrong(attack, answer)
                    .ifPresent(wrong -> wrongs.add(attack + ": " + wrong + ": " + answer.status() + " "
                            + answer.body()
                                    .substring(0, Math.min(200, answer.body().length()))));
        }
    }
}
