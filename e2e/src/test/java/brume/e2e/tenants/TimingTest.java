package brume.e2e.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.Apis;
import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.base.http.PathPattern;
import brume.e2e.LongRun;
import brume.testcloud.TestCloud;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// How long a refusal takes does not tell whether the thing is there.
///
/// Another's thing and one that never was are asked for in turn, so that whatever else the machine does meets both. The
/// medians are compared, with a generous bound: what it finds is work of another order, not one lookup more.
@LongRun
final class TimingTest {
    private static final int WARM_UP = 50;
    private static final int PAIRS = 300;
    private static final double SHARE = 0.25;
    private static final double NANOS = 500_000;

    private static TestCloud cloud;
    private static Wire wire;
    private static Tenant beta;
    private static Belongings alphas;
    private static Map<String, String> shared;

    @BeforeAll
    static void moveIn() {
        cloud = TestCloud.live(1);
        wire = new Wire(cloud.api());
        var access = Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin");
        var admin = new OpenStack(OpenStack.http(), access);
        alphas = Belongings.of(Tenant.make(admin, "tenant-" + Belongings.MARK), admin, Belongings.MARK);
        beta = Tenant.make(admin, "tenant-beta");
        shared = Shared.ids(admin);
    }

    @AfterAll
    static void moveOut() {
        cloud.close();
    }

    /// Each route that reads one thing by its id alone.
    @TestFactory
    Stream<DynamicTest> whatIsAnothersIsRefusedAsFastAsWhatIsNot() {
        return Apis.of(cloud.control()).stream()
                .flatMap(service -> service.routes().stream().map(route -> new On(service, route)))
                .filter(on -> on.route().method().equals("GET")
                        && on.route().action().isPresent()
                        && on.route().path().parts().getLast() instanceof PathPattern.Place place
                        && alphas.ids().containsKey(place.kind())
                        && Places.kinds(on.route()).size() == 1
                        && !on.route().path().toString().startsWith("/v2/"))
                .map(on -> DynamicTest.dynamicTest(on.toString(), () -> compared(on)));
    }

    private static void compared(On on) throws Exception {
        var ids = new HashMap<>(shared);
        ids.putAll(alphas.ids());
        var there = path(on, ids);
        ids.replaceAll((kind, id) -> stranger(id));
        var nowhere = path(on, ids);
        var nanos = new long[2][PAIRS];
        for (int i = -WARM_UP; i < PAIRS; i++) {
            long one = nanos(on, there);
            long other = nanos(on, nowhere);
            if (i >= 0) {
                nanos[0][i] = one;
                nanos[1][i] = other;
            }
        }
        double one = median(nanos[0]);
        double other = median(nanos[1]);
        assertThat(Math.abs(one - other))
                .as("medians of %.0f and %.0f ns", one, other)
                .isLessThan(SHARE * Math.min(one, other) + NANOS);
    }

    private static String path(On on, Map<String, String> ids) {
        return on.service().prefix() + new Places(beta.project(), ids).path(on.route());
    }

    /// An id of the same form that nothing has.
    private static String stranger(String id) {
        var end = id.substring(id.length() - 4);
        return id.substring(0, id.length() - 4) + (end.equals("abcd") ? "dcba" : "abcd");
    }

    private static long nanos(On on, String path) throws Exception {
        long start = System.nanoTime();
        var answer = wire.send("GET", path, beta.client().session().token(), on.headers(), Optional.empty());
        long took = System.nanoTime() - start;
        assertThat(answer.statusCode()).isIn(403, 404);
        return took;
    }

    private static double median(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2];
    }
}
