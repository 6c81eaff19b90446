package brume.testcloud.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brume.testcloud.TestCloud;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What was asked of a server, in pages, and where it was done.
final class ServerHistoryTest {
    private static final String SERVERS = "/compute/v2.1/servers";
    private static TestCloud cloud;
    private static Http admin;
    private static Http alice;
    private static String id;
    private static String history;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(1);
        admin = Http.admin(cloud);
        alice = admin.tenant("alice");
        id = create("42");
        history = SERVERS + "/" + id + "/os-instance-actions";
        await().atMost(Duration.ofSeconds(60))
                .until(() -> server(alice).get("status").stringValue().equals("ACTIVE"));
        for (var action : List.of("lock", "unlock", "os-stop")) {
            assertThat(alice.post(SERVERS + "/" + id + "/action", "{\"%s\": null}".formatted(action))
                            .status())
                    .isEqualTo(202);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> server(alice).get("status").stringValue().equals("SHUTOFF"));
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String create(String flavor) {
        var answer = alice.post(SERVERS, """
                {"server": {"name": "web", "imageRef": "%s", "flavorRef": "%s"}}
                """.formatted(admin.image(), flavor));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        return answer.json().get("server").get("id").stringValue();
    }

    private static JsonNode server(Http who) {
        return who.get(SERVERS + "/" + id).json().get("server");
    }

    @Test
    void aHistoryIsReadInPages() {
        assertThat(words("", "2.57")).containsExactly("stop", "unlock", "lock", "create");
        assertThat(words("?limit=1", "2.57")).hasSize(4);
        var seen = new ArrayList<String>();
        var next = history + "?limit=3";
        while (!next.isEmpty()) {
            var page = alice.get(next, "2.58").json();
            page.get("instanceActions")
                    .valueStream()
                    .forEach(action -> seen.add(action.get("action").stringValue()));
            next = page.has("links")
                    ? URI.create(page.get("links").get(0).get("href").stringValue())
                            .toString()
                            .substring(cloud.api().toString().length())
                    : "";
        }
        assertThat(seen).containsExactly("stop", "unlock", "lock", "create");
    }

    @Test
    void aHistoryIsOfATime() {
        assertThat(words("?changes-since=2001-01-01", "2.58")).hasSize(4);
        assertThat(words("?changes-since=2101-01-01", "2.58")).isEmpty();
        assertThat(words("?changes-before=2101-01-01T00:00:00Z", "2.66")).hasSize(4);
        assertThat(words("?changes-before=2001-01-01T00:00:00Z", "2.66")).isEmpty();
        for (var query : List.of(
                "?changes-before=2101-01-01T00:00:00Z", "?limit=x", "?marker=none", "?bogus=1", "?changes-since=x")) {
            assertThat(alice.get(history + query, "2.58").status()).as(query).isEqualTo(400);
        }
        assertThat(alice.get(history + "?changes-since=2026-01-02&changes-before=2026-01-01", "2.66")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void eachEventTellsWhereItWas() {
        var host = server(admin).get("OS-EXT-SRV-ATTR:host").stringValue();
        var mark = server(alice).get("hostId").stringValue();
        for (var request : requests()) {
            var hers = event(alice, history + "/" + request);
            assertThat(hers.get("hostId").stringValue()).isEqualTo(mark);
            assertThat(hers.has("host")).isFalse();
            assertThat(event(admin, history + "/" + request).get("host").stringValue())
                    .isEqualTo(host);
        }
    }

    @Test
    void whatCameToNoHostWasNowhere() {
        admin.post("/compute/v2.1/flavors", """
                {"flavor": {"name": "huge", "id": "huge", "ram": 128, "vcpus": 1, "disk": 100000000}}
                """);
        var huge = create("huge");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> alice.get(SERVERS + "/" + huge)
                        .json()
                        .get("server")
                        .get("status")
                        .stringValue()
                        .equals("ERROR"));
        var history = SERVERS + "/" + huge + "/os-instance-actions";
        var request = alice.get(history, "2.62")
                .json()
                .get("instanceActions")
                .get(0)
                .get("request_id")
                .stringValue();
        var event = event(admin, history + "/" + request);
        assertThat(event.get("hostId").stringValue()).isEmpty();
        assertThat(event.get("host").isNull()).isTrue();
        assertThat(event.get("details").stringValue()).contains("No valid host was found");
    }

    private static List<String> requests() {
        return alice.get(history, "2.62")
                .json()
                .get("instanceActions")
                .valueStream()
                .map(action -> action.get("request_id").stringValue())
                .toList();
    }

    private static JsonNode event(Http who, String path) {
        return who.get(path, "2.84").json().get("instanceAction").get("events").get(0);
    }

    private static List<String> words(String query, String version) {
        var answer = alice.get(history + query, version);
        assertThat(answer.status()).as(query + " " + answer.raw().body()).isEqualTo(200);
        return answer.json()
                .get("instanceActions")
                .valueStream()
                .map(action -> action.get("action").stringValue())
                .toList();
    }
}
