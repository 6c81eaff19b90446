package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `/os-aggregates`, and the zones that they make.
final class AggregatesTest {
    private static final String ALL = "/compute/v2.1/os-aggregates";
    private static TestCloud cloud;
    private static Http admin;
    private static Http alice;
    private static String image;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(2);
        admin = Http.admin(cloud);
        alice = admin.tenant("alice");
        image = admin.image();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String create(String name, String zone) {
        var made = admin.post(ALL, """
                {"aggregate": {"name": "%s", "availability_zone": %s}}
                """.formatted(name, zone));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(200);
        return ALL + "/" + made.json().get("aggregate").get("id").asString();
    }

    private static Http.Answer act(String path, String action, String body) {
        return admin.post(path + "/action", "{\"%s\": %s}".formatted(action, body));
    }

    private static Http.Answer host(String path, String action, String host) {
        return act(path, action, "{\"host\": \"%s\"}".formatted(host));
    }

    private static JsonNode show(String path) {
        return admin.get(path).json().get("aggregate");
    }

    private static List<String> zones() {
        return alice.get("/compute/v2.1/os-availability-zone")
                .json()
                .get("availabilityZoneInfo")
                .valueStream()
                .map(zone -> zone.get("zoneName").stringValue())
                .toList();
    }

    @Test
    void oneIsMadeDescribedChangedAndDeleted() {
        var path = create("first", "null");
        assertThat(show(path).get("availability_zone").isNull()).isTrue();
        assertThat(act(path, "set_metadata", "{\"metadata\": {\"ssd\": \"true\", \"old\": \"1\"}}")
                        .status())
                .isEqualTo(200);
        act(path, "set_metadata", "{\"metadata\": {\"old\": null}}");
        assertThat(show(path).get("metadata").toString()).isEqualTo("{\"ssd\":\"true\"}");
        var renamed = admin.send("PUT", path, "{\"aggregate\": {\"name\": \"second\"}}", "2.41");
        assertThat(renamed.json().get("aggregate").get("name").stringValue()).isEqualTo("second");
        assertThat(renamed.json().get("aggregate").has("uuid")).isTrue();
        assertThat(show(path).has("uuid")).isFalse();
        assertThat(admin.delete(path).status()).isEqualTo(200);
        assertThat(admin.get(path).status()).isEqualTo(404);
        assertThat(admin.delete(path).status()).isEqualTo(404);
    }

    @Test
    void theZoneOfAnAggregateIsTheZoneOfItsHosts() {
        var path = create("zoned", "\"east\"");
        assertThat(zones()).containsExactly("nova");
        assertThat(host(path, "add_host", "sim-001").status()).isEqualTo(200);
        assertThat(zones()).containsExactly("east", "nova");
        assertThat(host(path, "add_host", "sim-001").status()).isEqualTo(409);
        assertThat(admin.delete(path).status()).isEqualTo(400);
        var made = alice.post("/compute/v2.1/servers", """
                {"server": {"name": "web", "imageRef": "%s", "flavorRef": "42", "availability_zone": "east"}}
                """.formatted(image));
        var server =
                "/compute/v2.1/servers/" + made.json().get("server").get("id").stringValue();
        assertThat(admin.get(server)
                        .json()
                        .get("server")
                        .get("OS-EXT-SRV-ATTR:host")
                        .stringValue())
                .isEqualTo("sim-001");
        var moved = admin.send("PUT", path, "{\"aggregate\": {\"availability_zone\": \"west\"}}", "");
        assertThat(moved.status()).as("it has a server").isEqualTo(400);
        var other = create("other", "\"west\"");
        assertThat(host(other, "add_host", "sim-001").status()).isEqualTo(409);
        assertThat(host(path, "remove_host", "sim-001").status()).isEqualTo(200);
        assertThat(zones()).containsExactly("nova");
        assertThat(host(path, "remove_host", "sim-001").status()).isEqualTo(404);
        alice.delete(server);
        admin.delete(path);
        admin.delete(other);
    }

    @Test
    void whatIsWrongIsRefused() {
        var path = create("taken", "null");
        assertThat(admin.post(ALL, "{\"aggregate\": {\"name\": \"taken\"}}").status())
                .isEqualTo(409);
        assertThat(admin.post(ALL, "{\"aggregate\": {\"name\": \"\"}}").status())
                .isEqualTo(400);
        assertThat(admin.post(ALL, "{\"aggregate\": {\"name\": \"x\", \"availability_zone\": \"a:b\"}}")
                        .status())
                .isEqualTo(400);
        assertThat(host(path, "add_host", "nobody").status()).isEqualTo(404);
        assertThat(host(ALL + "/999999", "add_host", "sim-001").status()).isEqualTo(404);
        assertThat(admin.get(ALL + "/none").status()).isEqualTo(404);
        assertThat(admin.post(path + "/action", "{}").status()).isEqualTo(400);
        for (var answer : List.of(
                alice.get(ALL),
                alice.get(path),
                alice.delete(path),
                alice.post(ALL, "{\"aggregate\": {\"name\": \"mine\"}}"),
                alice.post(path + "/action", "{\"add_host\": {\"host\": \"sim-001\"}}"))) {
            assertThat(answer.status()).isEqualTo(403);
        }
        admin.delete(path);
    }
}
