package brume.testcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brume.app.demo.Access;
import brume.app.demo.OpenStack;
import brume.base.json.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The administration by HTTP.
final class AdminTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static TestCloud cloud;
    private static OpenStack admin;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(2);
        admin = new OpenStack(
                OpenStack.http(), Access.of(cloud.api().resolve("/identity/v3"), "admin", TestCloud.PASSWORD, "admin"));
        await().until(() -> cloud.control().hosts().all(cloud.sql()).stream().allMatch(host -> host.connected()));
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static HttpResponse<String> send(String method, String path, String body) {
        // The clock may have gone past the end of the token.
        var token = admin.login().token();
        return send(token, method, path, body);
    }

    private static HttpResponse<String> send(String token, String method, String path, String body) {
        try {
            var request = HttpRequest.newBuilder(cloud.api().resolve("/admin" + path))
                    .header("X-Auth-Token", token)
                    .header("Content-Type", "application/json")
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode good(String method, String path, String body) {
        var answer = send(method, path, body);
        assertThat(answer.statusCode())
                .as(method + " " + path + " " + answer.body())
                .isLessThan(300);
        return Json.read(answer.body());
    }

    private static String host(int number) {
        return cloud.host(number).facts().host().toString();
    }

    private static boolean connected(int number) {
        return cloud.control()
                .hosts()
                .find(cloud.sql(), cloud.host(number).facts().host())
                .orElseThrow()
                .connected();
    }

    @Test
    void nothingIsStuckAndAllDeadlinesAreTold() {
        assertThat(good("GET", "/stuck", "").path("stuck")).isEmpty();
        assertThat(good("GET", "/deadlines", "").path("deadlines"))
                .anySatisfy(row -> assertThat(row.path("work").asString()).isEqualTo("instance.build"));
    }

    @Test
    void badRequestsAreRefusedInOneForm() {
        for (var path : new String[] {"/stuck?limit=0", "/stuck?limit=5000", "/stuck?marker=x", "/stuck?other=1"}) {
            var answer = send("GET", path, "");
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(Json.read(answer.body()).path("error").path("code").asInt())
                    .isEqualTo(400);
        }
        assertThat(send("GET", "/nothing", "").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "/stuck", "").statusCode()).isEqualTo(405);
        assertThat(send("no-token", "GET", "/stuck", "").statusCode()).isEqualTo(401);
    }

    @Test
    void aHostVanishesAndReturns() {
        good("PUT", "/simulation/hosts/" + host(1), "{\"vanished\": true}");
        await().until(() -> !connected(1));
        assertThat(good("GET", "/simulation", "").path("hosts"))
                .anySatisfy(row -> assertThat(row.path("vanished").asBoolean()).isTrue());
        good("PUT", "/simulation/hosts/" + host(1), "{\"vanished\": false}");
        await().until(() -> connected(1));
    }

    @Test
    void aSlowLinkIsSlow() {
        var answer = good("PUT", "/simulation/hosts/" + host(2), "{\"delay_ms\": 50}");
        assertThat(answer.path("host").path("delay_ms").asInt()).isEqualTo(50);
        good("PUT", "/simulation/hosts/" + host(2), "{\"delay_ms\": 0}");
    }

    @Test
    void theClockGoesForwardAndWhatWaitedIsDone() {
        var tenant = new Tenant(cloud);
        for (int number = 1; number <= 2; number++)
            good("PUT", "/simulation/hosts/" + host(number), "{\"fail_creates\": 1}");
        var web = tenant.create("web");
        await().until(() -> tenant.find(web).home().orElseThrow().seen().fault().isPresent());
        var before = Instant.now();
        var now = Instant.parse(good("POST", "/simulation/clock", "{\"forward_seconds\": 3600}")
                .path("now")
                .asString());
        assertThat(now).isAfter(before.plus(Duration.ofMinutes(59)));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> tenant.find(web).instance().blocked());
        assertThat(tenant.find(web).instance().fault().orElseThrow().message()).contains("refused on request");
        for (int number = 1; number <= 2; number++)
            good("PUT", "/simulation/hosts/" + host(number), "{\"fail_creates\": 0}");
        cloud.control().compute().instances().delete(tenant.caller, web.id());
        await().until(() -> !cloud.sql().exists("select 1 from residence"));
    }

    @Test
    void strangeFaultsAreRefused() {
        for (var body : new String[] {"{\"fail_creates\": -1}", "{\"vanished\": \"maybe\"}", "{\"other\": 1}", "[]"})
            assertThat(send("PUT", "/simulation/hosts/" + host(1), body).statusCode())
                    .as(body)
                    .isEqualTo(400);
        assertThat(send("PUT", "/simulation/hosts/unknown", "{}").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/simulation/clock", "{\"forward_seconds\": -5}")
                        .statusCode())
                .isEqualTo(400);
    }
}
