package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brume.testcloud.TestCloud;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The action `rebuild` on the wire.
final class RebuildActionTest {
    private static final String SERVERS = "/compute/v2.1/servers";
    private static TestCloud cloud;
    private static Http admin;
    private static Http alice;
    private static String image;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(1);
        admin = Http.admin(cloud);
        alice = admin.tenant("alice");
        image = admin.image();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String create() {
        var made = alice.post(SERVERS, """
                {"server": {"name": "web", "imageRef": "%s", "flavorRef": "42", "metadata": {"old": "1"}}}
                """.formatted(image));
        var path = SERVERS + "/" + made.json().get("server").get("id").stringValue();
        awaitStatus(path, "ACTIVE");
        return path;
    }

    private static JsonNode show(String path) {
        return alice.get(path).json().get("server");
    }

    private static void awaitStatus(String path, String status) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> show(path).get("status").stringValue().equals(status));
    }

    private static Http.Answer rebuild(String path, String imageRef, String more, String version) {
        return alice.send(
                "POST", path + "/action", "{\"rebuild\": {\"imageRef\": \"%s\"%s}}".formatted(imageRef, more), version);
    }

    @Test
    void itAnswersWithTheServerAndItsPassword() {
        var path = create();
        var other = admin.image();
        var answer = rebuild(
                path,
                other,
                ", \"name\": \"anew\", \"metadata\": {\"new\": \"2\"}, \"adminPass\": \"secret-1\"",
                "2.57");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        var server = answer.json().get("server");
        assertThat(server.get("adminPass").stringValue()).isEqualTo("secret-1");
        assertThat(server.get("image").get("id").stringValue()).isEqualTo(other);
        assertThat(server.has("key_name")).isTrue();
        awaitStatus(path, "ACTIVE");
        assertThat(show(path).get("name").stringValue()).isEqualTo("anew");
        assertThat(show(path).get("metadata").toString()).isEqualTo("{\"new\":\"2\"}");
        var plain = rebuild(path, image, "", "").json().get("server");
        assertThat(plain.get("adminPass").stringValue()).isNotEmpty();
        assertThat(plain.has("key_name")).isFalse();
        alice.delete(path);
    }

    @Test
    void whatDoesNotGoIsRefused() {
        var path = create();
        assertThat(rebuild(path, UUID.randomUUID().toString(), "", "").status()).isEqualTo(400);
        assertThat(rebuild(path, "none", "", "").status()).isEqualTo(400);
        assertThat(rebuild(path, image, ", \"key_name\": \"mine\"", "2.53").status())
                .isEqualTo(400);
        assertThat(rebuild(path, image, ", \"key_name\": \"mine\"", "2.54").status())
                .isEqualTo(400);
        assertThat(rebuild(path, image, ", \"name\": \"\"", "").status()).isEqualTo(400);
        assertThat(rebuild(SERVERS + "/" + UUID.randomUUID(), image, "", "").status())
                .isEqualTo(404);
        alice.post(path + "/action", "{\"pause\": null}");
        awaitStatus(path, "PAUSED");
        assertThat(rebuild(path, image, "", "").status()).isEqualTo(409);
        alice.delete(path);
    }
}
