package brume.e2e.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.Apis;
import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.base.http.PathPattern;
import brume.base.http.Route;
import brume.base.http.Service;
import brume.base.json.Json;
import brume.base.shape.Version;
import brume.testcloud.TestCloud;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/// Two tenants: whatever is declared as a route is tried by one on the other's things.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TenantsTest {
    /// Kinds of places where no id of anybody stands.
    private static final Set<String> WORDS = Set.of("text", "word");

    /// Routes that answer the same to all.
    private static final Set<String> SAME_FOR_ALL = Set.of("/os-quota-sets/{tenant:project}/defaults");

    /// Tells tenants too, of what is theirs.
    private static final String HOLDS = "/admin/holds";

    /// Filters that widen a list, or point it at somebody: a kind of alpha's ids behind each, or a word.
    private static final Map<String, String> FILTERS = Map.ofEntries(
            Map.entry("all_tenants", "1"),
            Map.entry("deleted", "True"),
            Map.entry("visibility", "all"),
            Map.entry("member_status", "all"),
            Map.entry("name", Belongings.MARK),
            Map.entry("project_id", "project"),
            Map.entry("tenant_id", "project"),
            Map.entry("owner", "project"),
            Map.entry("user_id", "user"),
            Map.entry("user.id", "user"),
            Map.entry("scope.project.id", "project"),
            Map.entry("network_id", "network"),
            Map.entry("device_id", "router"),
            Map.entry("security_group_id", "security_group"),
            Map.entry("port_id", "port"),
            Map.entry("image", "image"),
            Map.entry("id", "instance"),
            Map.entry("marker", "instance"));

    /// Kinds that no tenant owns, nor may change; each with one that is there.
    private static Map<String, String> shared;

    private static TestCloud cloud;
    private static Wire wire;
    private static Tenant beta;
    private static Belongings alphas;
    private static Map<String, String> betas;
    private static Map<String, JsonNode> before;
    private static List<Service> services;

    @BeforeAll
    static void moveIn() {
        cloud = TestCloud.live(1);
        wire = new Wire(cloud.api());
        services = Apis.of(cloud.control());
        var access = Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin");
        var admin = new OpenStack(OpenStack.http(), access);
        var alpha = Tenant.make(admin, "tenant-" + Belongings.MARK);
        beta = Tenant.make(admin, "tenant-beta");
        alphas = Belongings.of(alpha, admin, Belongings.MARK);
        betas = Belongings.of(beta, admin, "mine").ids();
        before = alphas.snapshot();
        shared = Shared.ids(admin);
    }

    @AfterAll
    static void moveOut() {
        cloud.close();
    }

    @Test
    void everyKindOfIdInARouteIsKnownHere() {
        var kinds = new TreeSet<String>();
        services.forEach(service -> service.routes().forEach(route -> kinds.addAll(Places.kinds(route))));
        kinds.removeAll(WORDS);
        kinds.removeAll(shared.keySet());
        assertThat(alphas.ids().keySet()).containsAll(kinds);
    }

    @TestFactory
    Stream<DynamicTest> noRouteLeadsToAnothersThings() {
        return routes(TenantsTest::leadsToOthers).flatMap(on -> refusals(on, TenantsTest::theirs, ""));
    }

    /// Where a route names several things, the way through one of mine ends at the other's too.
    @TestFactory
    Stream<DynamicTest> noThingOfMineLeadsToAnothersThings() {
        return routes(route -> leadsToOthers(route) && owned(route).count() > 1)
                .flatMap(on -> owned(on.route())
                        .flatMap(place -> refusals(
                                on,
                                other -> other.equals(place) ? theirs(place) : mine(other),
                                " with the other's " + place.name())));
    }

    @TestFactory
    Stream<DynamicTest> noListShowsAnothersThings() {
        return routes(TenantsTest::lists)
                .flatMap(on -> Stream.concat(
                                Stream.of(""), FILTERS.entrySet().stream().map(TenantsTest::query))
                        .map(query -> DynamicTest.dynamicTest("GET " + on + query, () -> {
                            var answer = send(on, path(on.route(), TenantsTest::theirs) + query, Optional.empty());
                            assertThat(answer.statusCode()).isLessThan(500);
                            var text = answer.body();
                            if (!query.contains(Belongings.MARK))
                                assertThat(text).doesNotContain(Belongings.MARK);
                            alphas.ids().values().stream()
                                    .filter(id -> !query.contains(id))
                                    .forEach(id -> assertThat(text).doesNotContain(id));
                        })));
    }

    @TestFactory
    Stream<DynamicTest> whatHoldsAnothersThingsIsNotTold() throws Exception {
        var token = beta.client().session().token();
        var kinds = Json.read(wire.send("GET", HOLDS, token, Map.of(), Optional.empty())
                        .body())
                .path("kinds");
        assertThat(kinds).isNotEmpty();
        return StreamSupport.stream(kinds.spliterator(), false)
                .map(JsonNode::asString)
                .flatMap(kind -> alphas.ids().values().stream().map(id -> HOLDS + "/" + kind + "/" + id))
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    var answer = wire.send("GET", path, token, Map.of(), Optional.empty());
                    assertThat(answer.statusCode()).as(answer.body()).isIn(400, 403, 404);
                    assertThat(answer.body()).doesNotContain(Belongings.MARK);
                    var id = path.substring(path.lastIndexOf('/') + 1);
                    var never = Told.stranger(id);
                    var other = wire.send("GET", path.replace(id, never), token, Map.of(), Optional.empty());
                    assertThat(Told.by(answer, List.of(id))).isEqualTo(Told.by(other, List.of(never)));
                }));
    }

    @TestFactory
    Stream<DynamicTest> noOtherRouteOfTheAdministrationIsOpenToATenant() {
        return services.stream()
                .filter(service -> service.prefix().equals("/admin"))
                .flatMap(service -> service.routes().stream().map(route -> new On(service, route)))
                .filter(on -> !on.toString().startsWith("GET " + HOLDS))
                .flatMap(on -> on.bodies(Sample.FILLED).stream()
                        .map(body -> DynamicTest.dynamicTest(
                                on.toString(),
                                () -> assertThat(send(on, path(on.route(), TenantsTest::theirs), body)
                                                .statusCode())
                                        .isEqualTo(403))));
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void allOfItIsAsItWas() {
        assertThat(alphas.snapshot()).isEqualTo(before);
    }

    private static Stream<On> routes(Predicate<Route> which) {
        return services.stream()
                .flatMap(service -> service.routes().stream().filter(which).map(route -> new On(service, route)));
    }

    private static boolean lists(Route route) {
        return route.method().equals("GET") && Places.kinds(route).isEmpty();
    }

    private static String query(Map.Entry<String, String> filter) {
        return "?" + filter.getKey() + "=" + alphas.ids().getOrDefault(filter.getValue(), filter.getValue());
    }

    /// A test for each alternative of the body.
    ///
    /// @param ids what stands in each place of the path
    private static Stream<DynamicTest> refusals(On on, Function<PathPattern.Place, String> ids, String how) {
        return on.bodies(Sample.FILLED).stream()
                .map(body -> DynamicTest.dynamicTest(
                        on + body.map(json -> " " + json).orElse("") + how,
                        () -> strangerIsRefused(on, path(on.route(), ids), body)));
    }

    private static void strangerIsRefused(On on, String path, Optional<JsonNode> body) throws Exception {
        var answer = send(on, path, body);
        assertThat(answer.statusCode())
                .as(on.route() + " " + body + " " + answer.body())
                .isIn(403, 404);
        assertThat(answer.body()).doesNotContain(Belongings.MARK);
        // All else is looked at in the end.
        assertThat(before).containsAllEntriesOf(alphas.snapshot(Places.kinds(on.route())));
    }

    private static HttpResponse<String> send(On on, String path, Optional<JsonNode> body) throws Exception {
        var token = beta.client().session().token();
        return wire.send(on.route().method(), on.service().prefix() + path, token, on.headers(), body);
    }

    /// Whether a place holds a tenant's id, or a shared thing could be changed.
    private static boolean leadsToOthers(Route route) {
        // Version 2.0 of compute has no microversions: what came later is not there.
        boolean old = route.path().toString().startsWith("/v2/");
        if (old && route.versions().from().compareTo(new Version(2, 1)) > 0) return false;
        if (route.action().isEmpty() || SAME_FOR_ALL.stream().anyMatch(route.toString()::endsWith)) return false;
        var kinds = Places.kinds(route);
        if (kinds.stream().anyMatch(alphas.ids()::containsKey)) return true;
        boolean changes = !route.method().equals("GET") && !route.method().equals("HEAD");
        return changes && kinds.stream().anyMatch(shared::containsKey);
    }

    /// Places that hold ids of a tenant's things.
    private static Stream<PathPattern.Place> owned(Route route) {
        return route.path().parts().stream()
                .filter(part -> !Places.isOwnProject(route, part))
                .filter(PathPattern.Place.class::isInstance)
                .map(PathPattern.Place.class::cast)
                .filter(place -> alphas.ids().containsKey(place.kind()));
    }

    /// @param ids what stands in each place
    private static String path(Route route, Function<PathPattern.Place, String> ids) {
        var path = new StringBuilder();
        for (var part : route.path().parts())
            path.append('/')
                    .append(
                            switch (part) {
                                case PathPattern.Word word -> word.text();
                                case PathPattern.Place own when Places.isOwnProject(route, own) -> beta.project();
                                case PathPattern.Place place -> ids.apply(place);
                                case PathPattern.Rest rest -> id(rest.kind(), alphas.ids());
                            });
        return path.isEmpty() ? "/" : path.toString();
    }

    private static String theirs(PathPattern.Place place) {
        return id(place.kind(), alphas.ids());
    }

    private static String mine(PathPattern.Place place) {
        return id(place.kind(), betas);
    }

    private static String id(String kind, Map<String, String> ids) {
        return ids.getOrDefault(kind, shared.getOrDefault(kind, "sample"));
    }
}
