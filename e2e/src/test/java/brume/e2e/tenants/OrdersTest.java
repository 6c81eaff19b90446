package brume.e2e.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import brume.app.Apis;
import brume.app.demo.OpenStack;
import brume.app.demo.Patience;
import brume.app.demo.Server;
import brume.base.json.Json;
import brume.base.shape.Shape;
import brume.e2e.Fittings;
import brume.testcloud.TestCloud;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// What lists are sorted and filtered by, as their routes declare it: none of it tells a tenant what he is not shown,
/// nor where what is not his stands.
final class OrdersTest {
    private static final List<String> WAYS = List.of("asc", "desc");

    /// Where rows show what a sort key of compute or of images sorts by, when it is named otherwise; as JSON pointers.
    private static final Map<String, String> SHOWN = Map.ofEntries(
            Map.entry("access_ip_v4", "/accessIPv4"),
            Map.entry("access_ip_v6", "/accessIPv6"),
            Map.entry("availability_zone", "/OS-EXT-AZ:availability_zone"),
            Map.entry("created_at", "/created"),
            Map.entry("display_description", "/description"),
            Map.entry("display_name", "/name"),
            Map.entry("hostname", "/OS-EXT-SRV-ATTR:hostname"),
            Map.entry("image_ref", "/image/id"),
            Map.entry("instance_type_id", "/flavor/original_name"),
            Map.entry("launched_at", "/OS-SRV-USG:launched_at"),
            Map.entry("project_id", "/tenant_id"),
            Map.entry("task_state", "/OS-EXT-STS:task_state"),
            Map.entry("terminated_at", "/created"),
            Map.entry("updated_at", "/updated"),
            Map.entry("uuid", "/id"),
            Map.entry("vm_state", "/OS-EXT-STS:vm_state"),
            Map.entry("flavorid", "/id"),
            Map.entry("memory_mb", "/ram"),
            Map.entry("root_gb", "/disk"));

    /// What is not shown, and is no secret: how many a server was made with, when a flavor was made.
    private static final Set<String> OWN = Set.of("launch_index", "created_at");

    private static TestCloud cloud;
    private static Wire wire;
    private static Neighbours neighbours;
    private static OpenStack beta;

    @BeforeAll
    static void moveIn() throws Exception {
        cloud = TestCloud.live(1);
        wire = new Wire(cloud.api());
        neighbours = Neighbours.of(cloud, wire);
        beta = neighbours.beta().client();
        var network = neighbours.mine().ids().get("network");
        // The later one on the earlier host, and one on none.
        for (var host : List.of("host-b", "host-a")) {
            var port = beta.post("network", "/v2.0/ports", Map.of("port", Map.of("network_id", network)));
            neighbours
                    .admin()
                    .put(
                            "network",
                            "/v2.0/ports/" + port.path("port").path("id").asString(),
                            Map.of("port", Map.of("binding:host_id", host)));
        }
        beta.post("network", "/v2.0/networks", Map.of("network", Map.of("name", "another")));
        beta.post("network", "/v2.0/routers", Map.of("router", Map.of("name", "another")));
        beta.post(
                "network",
                "/v2.0/subnetpools",
                Map.of("subnetpool", Map.of("name", "another", "prefixes", List.of("10.170.0.0/16"))));
        var server = Map.of(
                "name",
                "another",
                "flavorRef",
                "tn42",
                "imageRef",
                new Fittings(neighbours.admin()).image("tenants-image"),
                "networks",
                "none");
        var id = beta.post("compute", "/v2.1/servers", Map.of("server", server))
                .path("server")
                .path("id")
                .asString();
        new Server(beta, id, Patience.ordinary()).becomes("ACTIVE");
    }

    @AfterAll
    static void moveOut() {
        cloud.close();
    }

    /// Whatever an administrator could page from.
    @TestFactory
    Stream<DynamicTest> noPageBeginsAtAnothersThings() {
        return lists().map(on -> DynamicTest.dynamicTest(on.toString(), () -> {
            var markers = markers(on);
            assertThat(markers).isNotEmpty();
            for (var marker : markers) {
                var never = Told.stranger(marker);
                for (var key : keys(on)) {
                    for (var way : WAYS) {
                        var order = "?limit=1&sort_key=" + key + "&sort_dir=" + way + "&marker=";
                        assertThat(Told.by(get(on, beta, order + marker), List.of(marker)))
                                .as(order + marker)
                                .isEqualTo(Told.by(get(on, beta, order + never), List.of(never)));
                    }
                }
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> theOrderTellsNothingThatTheRowsDoNotShow() {
        return lists().map(on -> DynamicTest.dynamicTest(on.toString(), () -> {
            var usual = rows(get(on, beta, ""));
            var things = new HashMap<String, JsonNode>();
            for (var row : usual) things.put(id(row), thing(on, id(row)));
            for (var key : keys(on)) for (var way : WAYS) ordered(on, key, way, ids(usual), things);
        }));
    }

    @TestFactory
    Stream<DynamicTest> noFilterTellsWhatTheRowsDoNotShow() {
        return lists().map(on -> DynamicTest.dynamicTest(on.toString(), () -> {
            var shown = rows(get(on, beta, ""));
            for (var row : rows(get(on, neighbours.admin(), "?" + everything(on)))) {
                var mine = shown.stream()
                        .filter(each -> each.path("id").equals(row.path("id")))
                        .findFirst();
                if (mine.isEmpty()) continue;
                for (var name : parameters(on)) {
                    if (!row.has(name) || mine.get().has(name)) continue;
                    var value = row.path(name).asString("");
                    assertThat(Told.by(get(on, beta, filter(name, value)), List.of()))
                            .as(name + " is " + value)
                            .isEqualTo(Told.by(get(on, beta, filter(name, value + "x")), List.of()));
                }
            }
        }));
    }

    /// @param things as they are shown one by one, which is more than some lists show
    private static void ordered(On on, String key, String way, List<String> usual, Map<String, JsonNode> things)
            throws Exception {
        var answer = get(on, beta, "?sort_key=" + key + "&sort_dir=" + way);
        if (answer.statusCode() == 400 || answer.statusCode() == 403) return;
        var ids = ids(rows(answer));
        assertThat(ids).as(key).containsExactlyInAnyOrderElementsOf(usual);
        var values = ids.stream()
                .map(things::get)
                .flatMap(thing -> shown(thing, key).stream())
                .toList();
        if (values.isEmpty()) {
            if (!OWN.contains(key)) assertThat(ids).as(key + " " + way).isIn(usual, usual.reversed());
        } else {
            assertThat(isAscending(way.equals("asc") ? values : values.reversed()))
                    .as(key + " " + way + ": " + values)
                    .isTrue();
        }
    }

    /// What a thing was sorted by, if it is in sight.
    private static Optional<String> shown(JsonNode thing, String key) {
        var value = thing.has(key) ? thing.path(key) : thing.at(SHOWN.getOrDefault(key, "/nowhere"));
        return value.isMissingNode() ? Optional.empty() : Optional.of(value.isNull() ? "" : value.asString());
    }

    private static JsonNode thing(On on, String id) throws Exception {
        var list = on.service().prefix() + new Places("", neighbours.shared()).path(on.route());
        var path = list.replaceFirst("/detail$", "") + "/" + id;
        var answer = wire.send("GET", path, beta.session().token(), on.headers(), Optional.empty());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var body = Json.read(answer.body());
        return body.size() == 1 ? body.properties().iterator().next().getValue() : body;
    }

    private static boolean isAscending(List<String> values) {
        return isSorted(values, Comparator.naturalOrder())
                || values.stream().allMatch(value -> value.matches("\\d+"))
                        && isSorted(values, Comparator.comparing(BigDecimal::new));
    }

    private static boolean isSorted(List<String> values, Comparator<String> by) {
        return values.stream().sorted(by).toList().equals(values);
    }

    private static Stream<On> lists() {
        return Apis.of(cloud.control()).stream()
                .flatMap(service -> service.routes().stream().map(route -> new On(service, route)))
                .filter(on -> !on.again() && !keys(on).isEmpty());
    }

    private static List<String> keys(On on) {
        return on.route().query().stream()
                .flatMap(query -> query.fields().stream())
                .filter(field -> field.name().equals("sort_key"))
                .filter(field -> field.versions().contains(on.version()))
                .map(Shape.Field::shape)
                .map(Shape.OneOf.class::cast)
                .flatMap(words -> words.words().stream())
                .toList();
    }

    private static List<String> parameters(On on) {
        return on.route().query().orElseThrow().fields().stream()
                .filter(field -> field.versions().contains(on.version()))
                .map(Shape.Field::name)
                .toList();
    }

    private static List<String> markers(On on) throws Exception {
        var markers = new ArrayList<String>();
        for (var id : neighbours.alphas().ids().values()) {
            var answer = get(on, neighbours.admin(), "?limit=1&" + everything(on) + "&marker=" + id);
            if (answer.statusCode() == 200) markers.add(id);
        }
        return markers;
    }

    /// What an administrator sees all by; unknown parameters are refused by some lists.
    private static String everything(On on) {
        var known = parameters(on);
        boolean closed = on.route().query().orElseThrow().closed().contains(on.version());
        return Stream.of("all_tenants=1", "is_public=none")
                .filter(each -> !closed || known.contains(each.substring(0, each.indexOf('='))))
                .collect(Collectors.joining("&"));
    }

    private static String filter(String name, String value) {
        return "?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> get(On on, OpenStack who, String query) throws Exception {
        var path = on.service().prefix() + new Places("", neighbours.shared()).path(on.route());
        return wire.send("GET", path + query, who.session().token(), on.headers(), Optional.empty());
    }

    /// The list in an answer: its one member that is a list of objects.
    private static List<JsonNode> rows(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body()).properties().stream()
                .filter(member ->
                        member.getValue().isArray() && !member.getKey().endsWith("_links"))
                .findFirst()
                .orElseThrow()
                .getValue()
                .valueStream()
                .toList();
    }

    private static List<String> ids(List<JsonNode> rows) {
        return rows.stream().map(OrdersTest::id).toList();
    }

    /// Namespaces have none but their names.
    private static String id(JsonNode row) {
        return row.path(row.has("id") ? "id" : "namespace").asString();
    }
}
