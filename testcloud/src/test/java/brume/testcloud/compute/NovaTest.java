package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brume.app.Apis;
import brume.base.http.PathPattern;
import brume.base.http.Route;
import brume.testcloud.TestCloud;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

final class NovaTest {
    private static final String SERVERS = "/compute/v2.1/servers";
    private static TestCloud cloud;
    private static Http admin;
    private static Http alice;
    private static Http bob;
    private static String image;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(2);
        admin = Http.admin(cloud);
        alice = admin.tenant("alice");
        bob = admin.tenant("bob");
        image = admin.image();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String create(Http who, String name) {
        var answer = who.post(SERVERS, """
                {"server": {"name": "%s", "imageRef": "%s", "flavorRef": "42"}}
                """.formatted(name, image));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        return answer.json().get("server").get("id").stringValue();
    }

    private static void awaitStatus(Http who, String id, String status) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> who.get(SERVERS + "/" + id)
                        .json()
                        .get("server")
                        .get("status")
                        .stringValue()
                        .equals(status));
    }

    private static void awaitGone(Http who, String id) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> who.get(SERVERS + "/" + id).status() == 404);
    }

    @Test
    void aServerGoesFromBuildToActiveToGone() {
        var id = create(alice, "web");
        awaitStatus(alice, id, "ACTIVE");
        var stop = alice.post(SERVERS + "/" + id + "/action", "{\"os-stop\": null}");
        assertThat(stop.status()).isEqualTo(202);
        awaitStatus(alice, id, "SHUTOFF");
        assertThat(alice.post(SERVERS + "/" + id + "/action", "{\"pause\": null}")
                        .status())
                .isEqualTo(409);
        assertThat(alice.delete(SERVERS + "/" + id).status()).isEqualTo(204);
        awaitGone(alice, id);
    }

    /// The database would be at it for hours.
    @Test
    @Timeout(120)
    void anExpressionThatTakesTooLongIsRefused() {
        var id = create(alice, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        var endless = escaped("(a?){0,255}".repeat(8) + "b\\1");
        for (var slow : List.of(
                alice.get(SERVERS + "/detail?name=" + endless),
                admin.get(SERVERS + "?all_tenants=1&hostname=" + endless))) {
            assertThat(slow.status()).as(slow.raw().body()).isEqualTo(400);
            assertThat(slow.raw().body()).contains("takes too long");
        }
        assertThat(alice.get(SERVERS + "?name=" + escaped("^a+$")).raw().body()).contains(id);
        assertThat(alice.get(SERVERS + "?name=" + escaped("(a")).status()).isEqualTo(400);
        alice.delete(SERVERS + "/" + id);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void theVersionThatIsAskedForIsTheOneThatAnswers() {
        assertThat(alice.get(SERVERS).header("OpenStack-API-Version")).isEqualTo("compute 2.1");
        assertThat(alice.get(SERVERS, "2.53").header("OpenStack-API-Version")).isEqualTo("compute 2.53");
        assertThat(alice.get(SERVERS, "latest").header("X-OpenStack-Nova-API-Version"))
                .isEqualTo("2.93");
        assertThat(alice.get(SERVERS, "2.94").status()).isEqualTo(406);
        assertThat(alice.get(SERVERS, "1.1").status()).isEqualTo(406);
        assertThat(alice.get(SERVERS, "two").status()).isEqualTo(400);
        assertThat(alice.get(SERVERS, "2.53").header("Vary")).contains("OpenStack-API-Version");
    }

    @Test
    void fieldsAppearWithTheirVersion() {
        var id = create(alice, "versions");
        awaitStatus(alice, id, "ACTIVE");
        var path = SERVERS + "/" + id;
        assertThat(alice.get(path, "2.8").json().get("server").has("locked")).isFalse();
        assertThat(alice.get(path, "2.9").json().get("server").has("locked")).isTrue();
        assertThat(alice.get(path, "2.46").json().get("server").get("flavor").has("id"))
                .isTrue();
        assertThat(alice.get(path, "2.47").json().get("server").get("flavor").has("id"))
                .isFalse();
        assertThat(alice.get(path, "2.89").json().get("server").has("OS-EXT-SRV-ATTR:hostname"))
                .isFalse();
        assertThat(alice.get(path, "2.90").json().get("server").has("OS-EXT-SRV-ATTR:hostname"))
                .isTrue();
        assertThat(alice.get("/compute/v2.1/os-security-groups", "2.35").status())
                .isEqualTo(200);
        assertThat(alice.get("/compute/v2.1/os-security-groups", "2.36").status())
                .isEqualTo(404);
        alice.delete(path);
    }

    @Test
    void aProjectInThePathMustBeTheTokens() {
        assertThat(alice.get("/compute/v2.1/" + alice.project() + "/servers").status())
                .isEqualTo(200);
        assertThat(alice.get("/compute/v2.1/" + bob.project() + "/servers").status())
                .isEqualTo(400);
    }

    @Test
    void whatABodyGetsWrongIsTheClientsFault() {
        for (var body : List.of(
                "{",
                "[]",
                "{}",
                "{\"server\": null}",
                "{\"server\": {\"name\": \"x\"}}",
                "{\"server\": {\"name\": \"\", \"imageRef\": \"%s\", \"flavorRef\": \"42\"}}",
                "{\"server\": {\"name\": \"x\", \"imageRef\": \"%s\", \"flavorRef\": \"none\"}}",
                "{\"server\": {\"name\": \"x\", \"imageRef\": \"00000000-0000-0000-0000-000000000001\", \"flavorRef\": \"42\"}}",
                "{\"server\": {\"name\": \"x\", \"imageRef\": \"%s\", \"flavorRef\": \"42\", \"bogus\": 1}}",
                "{\"server\": {\"name\": \"x\", \"imageRef\": \"%s\", \"flavorRef\": \"42\", \"key_name\": \"none\"}}",
                "{\"server\": {\"name\": \"x\", \"imageRef\": \"%s\", \"flavorRef\": \"42\", \"min_count\": 3, \"max_count\": 2}}",
                "{\"server\": {\"name\": \"x\", \"imageRef\": \"%s\", \"flavorRef\": \"42\", \"user_data\": \"!\"}}",
                "{\"server\": {\"name\": \"x\\u0000\", \"imageRef\": \"%s\", \"flavorRef\": \"42\"}}")) {
            var answer = alice.post(SERVERS, body.replace("%s", image));
            assertThat(answer.status()).as(body + " " + answer.raw().body()).isEqualTo(400);
            assertThat(answer.json().has("badRequest")).as(body).isTrue();
        }
    }

    @Test
    void filtersFindWhatTheySayAndNothingElse() {
        var id = create(alice, "filter-me");
        awaitStatus(alice, id, "ACTIVE");
        assertThat(names(alice, "?name=FILTER")).contains("filter-me");
        assertThat(names(alice, "?status=ACTIVE&name=filter-me")).containsExactly("filter-me");
        assertThat(names(alice, "?status=SHUTOFF&name=filter-me")).isEmpty();
        assertThat(names(alice, "?status=NONSENSE")).isEmpty();
        assertThat(names(bob, "")).doesNotContain("filter-me");
        for (var query : List.of("?limit=-1", "?marker=" + new java.util.UUID(1, 1), "?changes-since=x", "?name=[")) {
            assertThat(alice.get(SERVERS + query.replace("[", "%5B")).status())
                    .as(query)
                    .isEqualTo(400);
        }
        alice.delete(SERVERS + "/" + id);
    }

    @Test
    void anAdministratorFindsWhatIsOnAHost() {
        var id = create(alice, "hosted");
        awaitStatus(alice, id, "ACTIVE");
        var host = admin.get(SERVERS + "/" + id)
                .json()
                .get("server")
                .get("OS-EXT-SRV-ATTR:host")
                .stringValue();
        assertThat(names(admin, "?all_tenants=1&name=hosted&host=" + host)).containsExactly("hosted");
        assertThat(names(admin, "?all_tenants=1&name=hosted&host=none")).isEmpty();
        assertThat(names(alice, "?name=hosted&host=none")).containsExactly("hosted");
        alice.delete(SERVERS + "/" + id);
    }

    @Test
    void aListTellsOfEachServerWhatTheServerTellsItself() {
        var carol = admin.tenant("carol");
        var cards = List.of(network(carol, "one", "10.1.0.0/24"), network(carol, "two", "10.2.0.0/24")).stream()
                .map("{\"uuid\": \"%s\"}"::formatted)
                .collect(Collectors.joining(", "));
        var made = carol.post(SERVERS, """
                {"server": {"name": "listed", "imageRef": "%s", "flavorRef": "42", "networks": [%s],
                            "metadata": {"a": "b"}, "user_data": "ZWNobw=="}}
                """.formatted(image, cards));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(202);
        var id = made.json().get("server").get("id").stringValue();
        awaitStatus(carol, id, "ACTIVE");
        for (var who : List.of(carol, admin)) {
            for (var version : List.of("2.1", "2.46", "2.90")) {
                var shown =
                        (ObjectNode) who.get(SERVERS + "/" + id, version).json().get("server");
                shown.remove("server_groups");
                var listed = who.get(SERVERS + "/detail?all_tenants=" + who.equals(admin) + "&name=listed", version)
                        .json()
                        .get("servers");
                assertThat(listed).as(version).containsExactly(shown);
                assertThat(shown.get("addresses").size()).isEqualTo(2);
            }
        }
        carol.delete(SERVERS + "/" + id);
    }

    private static String network(Http who, String name, String cidr) {
        var id = who.post("/network/v2.0/networks", "{\"network\": {\"name\": \"%s\"}}".formatted(name))
                .json()
                .get("network")
                .get("id")
                .stringValue();
        who.post("/network/v2.0/subnets", """
                {"subnet": {"network_id": "%s", "cidr": "%s", "ip_version": 4}}
                """.formatted(id, cidr));
        return id;
    }

    private static List<String> names(Http who, String query) {
        return who.get(SERVERS + query)
                .json()
                .get("servers")
                .valueStream()
                .map(server -> server.get("name").stringValue())
                .toList();
    }

    @Test
    void noRouteShowsOrChangesAnotherTenantsServer() {
        var id = create(alice, "private");
        awaitStatus(alice, id, "ACTIVE");
        var routes = Apis.of(cloud.control()).stream()
                .filter(service -> service.prefix().equals("/compute"))
                .flatMap(service -> service.routes().stream())
                .filter(route -> route.path().toString().contains("{server:instance}"))
                .toList();
        assertThat(routes).hasSizeGreaterThan(40);
        for (var route : routes) {
            var answer = bob.send(
                    route.method(),
                    "/compute" + filled(route, id),
                    route.body().isPresent() ? body(route) : "",
                    "2.35");
            assertThat(answer.status()).as(route + " " + answer.raw().body()).isIn(400, 404);
            assertThat(answer.raw().body()).as(route.toString()).doesNotContain("private");
        }
        assertThat(alice.get(SERVERS + "/" + id)
                        .json()
                        .get("server")
                        .get("name")
                        .stringValue())
                .isEqualTo("private");
        alice.delete(SERVERS + "/" + id);
    }

    private static String filled(Route route, String server) {
        return route.path().parts().stream()
                .map(part -> switch (part) {
                    case PathPattern.Word word -> "/" + word.text();
                    case PathPattern.Place place -> "/" + value(place.name(), server);
                    case PathPattern.Rest rest -> "/x";
                })
                .collect(Collectors.joining());
    }

    private static String value(String place, String server) {
        return switch (place) {
            case "server" -> server;
            case "project" -> bob.project();
            case "port" -> new java.util.UUID(1, 1).toString();
            default -> "key";
        };
    }

    private static String body(Route route) {
        var path = route.path().toString();
        if (path.endsWith("/action")) return "{\"os-stop\": null}";
        if (path.endsWith("/metadata")) return "{\"metadata\": {\"key\": \"value\"}}";
        if (path.endsWith("/tags")) return "{\"tags\": [\"key\"]}";
        if (path.contains("/metadata/")) return "{\"meta\": {\"key\": \"value\"}}";
        return "{\"server\": {\"name\": \"stolen\"}}";
    }

    @Test
    void withoutATokenThereAreOnlyVersions() {
        var nobody = new Http(alice.client(), alice.api(), "nonsense", "");
        assertThat(nobody.get("/compute/").status()).isEqualTo(200);
        assertThat(nobody.get("/compute/v2.1").status()).isEqualTo(200);
        var refused = nobody.get(SERVERS);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).startsWith("Keystone uri=");
    }
}
