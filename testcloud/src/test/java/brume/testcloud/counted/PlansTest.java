package brume.testcloud.counted;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.Apis;
import brume.base.http.Route;
import brume.testcloud.TestCloud;
import brume.testcloud.TestCloud.Reads;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/// No list, and nothing that is asked often, reads a table that grows from end to end, and a page of two looks at few
/// rows. The database is told to use an index wherever one will do, so that the few rows of a test are read as many
/// would be.
final class PlansTest {
    /// A table that grows has more rows than this one's in the scene.
    private static final int GROWS = 45;

    /// Of one table, for a page of two.
    private static final int FEW_ROWS = 25;

    private static final int HOSTS = 8;
    /// What is told to all that carry a network is read as often, and once more by each of them.
    private static final long FEW_TIMES = 5;

    private static final Duration FOLLOWS = Duration.ofSeconds(1);

    private static final String SOMEONE = "01900000-0000-7000-8000-000000000001";
    private static final List<String> ASKED = List.of(
            "?limit=2",
            "?name=nobody",
            "?status=ERROR&all_tenants=1&limit=2",
            "?project_id=" + SOMEONE,
            "?network_id=" + SOMEONE,
            "?device_id=" + SOMEONE,
            "?project_id=" + SOMEONE + "&sort_key=name&limit=2");

    /// The same routes as those of 2.1, without pages.
    private static final String OLD = "/compute/v2/";

    /// Sums over all that somebody has, and what is looked for in many places on few rows, where any index will do.
    private static final List<String> LOOK_AT_MANY = List.of(
            "/compute/v2.1/limits",
            "/compute/v2.1/os-simple-tenant-usage",
            "/network/v2.0/network-ip-availabilities",
            "/admin/stuck");

    private static TestCloud cloud;
    private static Wire wire;
    private static Scene scene;
    private static HttpClient http;
    private static String token;

    @BeforeAll
    static void set() throws IOException {
        cloud = TestCloud.answering(HOSTS);
        cloud.settle();
        wire = new Wire(cloud);
        scene = Scene.set(cloud, wire);
        cloud.settle();
        cloud.preferIndexes();
        http = HttpClient.newHttpClient();
        token = wire.send("POST", "/identity/v3/auth/tokens", Wire.login(), 201).token();
    }

    @AfterAll
    static void end() throws IOException {
        http.close();
        wire.close();
        cloud.close();
    }

    @TestFactory
    Stream<DynamicTest> noListReadsATableFromEndToEnd() {
        return lists().map(list -> DynamicTest.dynamicTest(list, () -> {
            var read = reading(() -> ask(list));
            assertThat(whole(read))
                    .as("tables read from end to end by GET " + list)
                    .isEmpty();
            if (!list.endsWith("?limit=2") || LOOK_AT_MANY.contains(list.replace("?limit=2", ""))) return;
            assertThat(read.entrySet().stream()
                            .filter(entry -> entry.getValue().rows() > FEW_ROWS)
                            .map(entry ->
                                    entry.getKey() + ": " + entry.getValue().rows()))
                    .as("rows looked at by GET " + list)
                    .isEmpty();
        }));
    }

    /// With what follows from them: a server until it is ACTIVE, a port until its hosts know of it.
    @TestFactory
    Stream<DynamicTest> nothingThatIsAskedOftenReadsATableFromEndToEnd() throws IOException {
        connect();
        return Call.HOT.stream()
                .map(call -> DynamicTest.dynamicTest(call.name(), () -> {
                    var read = reading(() -> {
                        assertThat(call.made().apply(scene)).isPositive();
                        cloud.pass(FOLLOWS);
                    });
                    assertThat(whole(read))
                            .as("tables read from end to end by " + call.name())
                            .isEmpty();
                }));
    }

    /// Each says that it knows the new port's network and its group. Where the planner took an index that has no host
    /// in it, each such word looked at the orders of all.
    @Test
    void theWordOfAHostThatCarriesANetworkLooksAtNoOtherHostsOrder() throws Throwable {
        connect();
        var read = reading(() -> {
            assertThat(scene.createUp()).isPositive();
            cloud.pass(FOLLOWS);
        });
        int carried = cloud.sql()
                .query("""
                        select 1 from host_order where item = ?
                         union all
                        select 1 from host_order
                         where item in (select g.security_group from port_group g join port p on p.id = g.port
                                         where p.instance = ?)
                        """, row -> true, UUID.fromString(scene.network()), UUID.fromString(scene.server()))
                .size();
        assertThat(carried).as("orders of the network and its group").isEqualTo(2 * HOSTS);
        assertThat(read.get("host_order").rows()).isLessThan(FEW_TIMES * carried);
    }

    /// A connection that was idle is closed.
    private static void connect() throws IOException {
        wire.close();
        wire = new Wire(cloud);
        scene = scene.over(wire);
    }

    private static List<String> whole(Map<String, Reads> read) {
        return read.entrySet().stream()
                .filter(entry -> entry.getValue().whole() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Each list that there is, a page of two of it, and with what clients ask of lists most.
    private static Stream<String> lists() {
        return Apis.of(cloud.control()).stream()
                .flatMap(service -> service.routes().stream()
                        .filter(PlansTest::isList)
                        .map(route -> service.prefix() + route.path()))
                .filter(path -> !path.startsWith(OLD))
                .distinct()
                .flatMap(path -> ASKED.stream().map(query -> path + query));
    }

    private static boolean isList(Route route) {
        return route.method().equals("GET")
                && route.action().isPresent()
                && !route.path().toString().contains("{");
    }

    /// What asking, once it is prepared, reads of each table that grows.
    private static Map<String, Reads> reading(Executable asking) throws Throwable {
        for (int i = 0; i < 6; i++) asking.execute();
        var before = cloud.reads().stream().collect(Collectors.toMap(Reads::table, reads -> reads));
        asking.execute();
        var read = new TreeMap<String, Reads>();
        for (var now : cloud.reads()) {
            var then = before.get(now.table());
            if (now.live() < GROWS) continue;
            read.put(
                    now.table(),
                    new Reads(now.table(), now.live(), now.whole() - then.whole(), now.rows() - then.rows()));
        }
        return read;
    }

    private static void ask(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(cloud.api() + path))
                .header("X-Auth-Token", token)
                .header("OpenStack-API-Version", "compute 2.90")
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode())
                .as(path)
                .isLessThan(500);
    }
}
