package brume.bench.growth;

import static java.nio.charset.StandardCharsets.UTF_8;

import brume.app.Apis;
import brume.app.ControlPlane;
import brume.app.Database;
import brume.base.http.HttpServer;
import brume.base.http.Limits;
import brume.base.id.Ids;
import brume.base.json.Json;
import brume.base.loop.LiveScheduler;
import brume.base.sql.Sql;
import brume.cloud.identity.FirstThings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A controller as the program builds it: the whole control plane over the database, and a listener.
final class Controller implements AutoCloseable {
    private static final String PASSWORD = "secret-of-the-bench";
    private final LiveScheduler scheduler;
    private final ControlPlane control;
    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    Controller(Database database, Path folder) {
        var random = new SecureRandom();
        scheduler = new LiveScheduler(() -> Instant.now().truncatedTo(ChronoUnit.MICROS));
        control = new ControlPlane(new Sql(database.source()), scheduler, random, folder);
        control.identity().bootstrap(FirstThings.of(PASSWORD));
        control.start();
        server = new HttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Apis.of(control),
                Limits.DEFAULT,
                new Ids(scheduler.clock(), random));
    }

    ControlPlane control() {
        return control;
    }

    /// An administrator's client, with a token of its own.
    Client client() throws IOException, InterruptedException {
        return client(Map.of("name", "admin", "domain", Map.of("id", "default")));
    }

    /// A client of a new project.
    Client clientOf(String project) throws IOException, InterruptedException {
        var admin = client();
        var made = admin.send("POST", "/identity/v3/projects", Map.of("project", Map.of("name", project)));
        var id = Json.read(new String(made, UTF_8)).get("project").get("id").stringValue();
        var user = admin.read("/identity/v3/users?name=admin").get("users").get(0);
        var role = admin.read("/identity/v3/roles?name=admin").get("roles").get(0);
        admin.send(
                "PUT",
                "/identity/v3/projects/%s/users/%s/roles/%s"
                        .formatted(
                                id, user.get("id").stringValue(), role.get("id").stringValue()),
                Map.of());
        return client(Map.of("id", id));
    }

    private Client client(Map<String, ?> project) throws IOException, InterruptedException {
        var login = HttpRequest.newBuilder(at("/identity/v3/auth/tokens"))
                .POST(BodyPublishers.ofByteArray(Json.bytes(Map.of(
                        "auth",
                        Map.of(
                                "identity",
                                Map.of("methods", List.of("password"), "password", Map.of("user", user())),
                                "scope",
                                Map.of("project", project))))))
                .build();
        var answer = http.send(login, BodyHandlers.ofString());
        if (answer.statusCode() != 201) throw new IllegalStateException("login: " + answer.body());
        var scope =
                Json.read(answer.body()).get("token").get("project").get("id").stringValue();
        return new Client(answer.headers().firstValue("X-Subject-Token").orElseThrow(), scope);
    }

    private static Map<String, Object> user() {
        return Map.of("name", "admin", "password", PASSWORD, "domain", Map.of("id", "default"));
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    /// Asks the published APIs, as an administrator.
    final class Client {
        private final String token;
        private final String project;

        private Client(String token, String project) {
            this.token = token;
            this.project = project;
        }

        /// The project that it speaks for.
        UUID project() {
            return Ids.parse(project).orElseThrow();
        }

        /// @return the bytes of the answer
        byte[] get(String path) throws IOException, InterruptedException {
            return send("GET", path, BodyPublishers.noBody());
        }

        private JsonNode read(String path) throws IOException, InterruptedException {
            return Json.read(new String(get(path), UTF_8));
        }

        /// @return the bytes of the answer
        byte[] send(String method, String path, Map<String, ?> body) throws IOException, InterruptedException {
            return send(method, path, BodyPublishers.ofByteArray(Json.bytes(body)));
        }

        private byte[] send(String method, String path, BodyPublisher body) throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(at(path))
                    .header("X-Auth-Token", token)
                    .header("Content-Type", "application/json")
                    .header("OpenStack-API-Version", "compute 2.87")
                    .method(method, body)
                    .build();
            var answer = http.send(request, BodyHandlers.ofByteArray());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path + " answered " + answer.statusCode());
            }
            return answer.body();
        }
    }

    @Override
    public void close() {
        server.close();
        control.close();
        scheduler.close();
        http.close();
    }
}
