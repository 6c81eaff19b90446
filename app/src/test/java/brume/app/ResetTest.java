package brume.app;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.json.Json;
import brume.base.postgres.Databases;
import brume.base.postgres.EmbeddedPostgres;
import brume.base.postgres.PostgresSettings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A simulated cloud that is emptied while it runs.
final class ResetTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static Cloud cloud;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        cloud = Cloud.start(settings(), line -> {});
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @Test
    void afterAResetTheCloudIsAsAtItsFirstStartAndOldTokensEnd() throws Exception {
        var before = login();
        make(before, "gone");
        becomesActive(before, server(before));
        reset(before);
        assertThat(get(before, "/identity/v3/projects").statusCode()).isEqualTo(401);
        var after = login();
        assertThat(projects(after)).contains("admin", "demo").doesNotContain("gone");
        assertThat(json(get(after, "/compute/v2.1/servers")).path("servers")).isEmpty();
        assertThat(json(get(after, "/network/v2.0/networks")).path("networks"))
                .hasSize(1)
                .allMatch(network -> network.path("name").asString().equals("public"));
        becomesActive(after, server(after));
    }

    @Test
    void resetsMayFollowEachOther() throws Exception {
        for (int i = 0; i < 3; i++) {
            var token = login();
            make(token, "gone-" + i);
            reset(token);
        }
        assertThat(projects(login())).noneMatch(name -> name.startsWith("gone"));
    }

    @Test
    void whatWasBeforeAResetIsDeletedAndWhatCameAfterOutlivesTheProcess() throws Exception {
        make(login(), "gone");
        reset(login());
        make(login(), "kept");
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            var life = Life.of(folder);
            assertThat(databases()).contains(life.database());
            assertThat(databases())
                    .filteredOn(name -> number(name) < life.number())
                    .isEmpty();
            assertThat(folder.resolve("keys")).doesNotExist();
        });
        stop();
        start();
        assertThat(projects(login())).contains("kept").doesNotContain("gone");
        reset(login());
        assertThat(projects(login())).doesNotContain("kept");
    }

    @Test
    void requestsInFlightAreAnsweredOrToldToComeAgain() throws Exception {
        var seen = new ConcurrentSkipListSet<Integer>();
        var stop = new AtomicBoolean();
        var number = new AtomicInteger();
        var clients = List.of(0, 1, 2, 3).stream()
                .map(i -> Thread.ofVirtual().start(() -> {
                    var token = "";
                    while (!stop.get()) {
                        try {
                            int status = make(token, "p" + number.incrementAndGet());
                            seen.add(status);
                            if (status == 401) token = login();
                        } catch (IOException | InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }))
                .toList();
        for (int i = 0; i < 3; i++) {
            int made = number.get();
            Awaitility.await().atMost(PATIENCE).until(() -> number.get() > made + 20);
            reset(login());
        }
        stop.set(true);
        for (var client : clients) client.join();
        assertThat(seen).contains(201, 401).isSubsetOf(201, 401, 503);
    }

    private void reset(String token) throws IOException, InterruptedException {
        assertThat(send(token, "POST", "/admin/simulation/reset", "").statusCode())
                .isEqualTo(204);
    }

    /// @return a token of the administrator
    private String login() throws IOException, InterruptedException {
        var password = Files.readString(folder.resolve("admin-password")).strip();
        var answer = send("", "POST", "/identity/v3/auth/tokens", """
                {"auth": {"identity": {"methods": ["password"], "password": {"user":
                  {"name": "admin", "password": "%s", "domain": {"id": "default"}}}},
                 "scope": {"project": {"name": "admin", "domain": {"id": "default"}}}}}
                """.formatted(password));
        return answer.headers().firstValue("X-Subject-Token").orElse("");
    }

    private int make(String token, String project) throws IOException, InterruptedException {
        return send(token, "POST", "/identity/v3/projects", "{\"project\": {\"name\": \"%s\"}}".formatted(project))
                .statusCode();
    }

    private List<String> projects(String token) throws IOException, InterruptedException {
        return json(get(token, "/identity/v3/projects"))
                .path("projects")
                .valueStream()
                .map(project -> project.path("name").asString())
                .toList();
    }

    private String server(String token) throws IOException, InterruptedException {
        var image = json(get(token, "/image/v2/images")).path("images").path(0).path("id");
        var made = send(token, "POST", "/compute/v2.1/servers", """
                {"server": {"name": "one", "networks": "none", "flavorRef": "42", "imageRef": "%s"}}
                """.formatted(image.asString()));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(202);
        return json(made).path("server").path("id").asString();
    }

    private void becomesActive(String token, String server) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> json(get(token, "/compute/v2.1/servers/" + server))
                        .path("server")
                        .path("status")
                        .asString("")
                        .equals("ACTIVE"));
    }

    private HttpResponse<String> get(String token, String path) throws IOException, InterruptedException {
        return send(token, "GET", path, "");
    }

    private HttpResponse<String> send(String token, String method, String path, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(cloud.api().resolve(path))
                .header("X-Auth-Token", token)
                .header("Content-Type", "application/json")
                .header("OpenStack-API-Version", "compute 2.93")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.read(answer.body());
    }

    /// Of the life whose database that is.
    private static int number(String database) {
        return switch (database) {
            case Database.NAME -> 0;
            case Database.EMPTY -> Integer.MAX_VALUE;
            default -> Integer.parseInt(database.substring("brume_".length()));
        };
    }

    private static List<String> databases() {
        var server = EmbeddedPostgres.running(folder.resolve("postgres"), "postgres");
        return new Databases(server.orElseThrow()).named("brume");
    }

    private static Settings settings() {
        return Settings.simulated(
                folder,
                2,
                PostgresSettings.defaultCache(),
                PostgresSettings.defaults().withDurable(false));
    }
}
