package brume.bench;

import brume.base.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A cloud in a process of its own, started by its own command, and a client of its administrator.
final class BenchCloud implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private final Path command;
    private final Path data;
    private final List<String> options;
    private final HttpClient http = HttpClient.newHttpClient();
    private URI api = URI.create("http://127.0.0.1");
    private String token = "";
    private String project = "";

    /// @param command the `brume` of the checkout
    /// @param options of its `up`
    BenchCloud(Path command, Path data, List<String> options) {
        this.command = command;
        this.data = data;
        this.options = options;
    }

    /// Starts the cloud.
    ///
    /// @return the time from the command to its return, at which the cloud answers
    Duration up() throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("up", "--listen", "127.0.0.1:0"));
        words.addAll(options);
        long start = System.nanoTime();
        run(words.toArray(String[]::new));
        var took = Duration.ofNanos(System.nanoTime() - start);
        login();
        return took;
    }

    void down() throws IOException, InterruptedException {
        run("down");
    }

    /// Empties the cloud, by the call of its administration.
    ///
    /// @return the time to the answer
    Duration reset() throws IOException, InterruptedException {
        long start = System.nanoTime();
        call("POST", "/admin/simulation/reset", "");
        var took = Duration.ofNanos(System.nanoTime() - start);
        login();
        return took;
    }

    /// Empties the cloud, by the command.
    ///
    /// @return the time to its return
    Duration resetByCommand() throws IOException, InterruptedException {
        long start = System.nanoTime();
        run("reset");
        var took = Duration.ofNanos(System.nanoTime() - start);
        login();
        return took;
    }

    private String run(String... words) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(command.toString()));
        line.addAll(List.of(words));
        line.addAll(List.of("--data", data.toString()));
        var process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IllegalStateException(String.join(" ", line) + " failed: " + output);
        return output;
    }

    private void login() throws IOException, InterruptedException {
        var login = Json.read(run("env", "--format", "json"));
        api = URI.create(login.get("auth_url").stringValue()).resolve("/");
        var answer = http.send(
                HttpRequest.newBuilder(api.resolve("/identity/v3/auth/tokens"))
                        .POST(BodyPublishers.ofByteArray(Json.bytes(Map.of(
                                "auth",
                                Map.of(
                                        "identity",
                                        Map.of(
                                                "methods",
                                                List.of("password"),
                                                "password",
                                                Map.of(
                                                        "user",
                                                        Map.of(
                                                                "name",
                                                                login.get("username")
                                                                        .stringValue(),
                                                                "password",
                                                                login.get("password")
                                                                        .stringValue(),
                                                                "domain",
                                                                Map.of("id", "default")))),
                                        "scope",
                                        Map.of(
                                                "project",
                                                Map.of("name", "admin", "domain", Map.of("id", "default"))))))))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 201) throw new IllegalStateException("login: " + answer.body());
        token = answer.headers().firstValue("X-Subject-Token").orElseThrow();
        project = Json.read(answer.body()).get("token").get("project").get("id").stringValue();
    }

    String token() {
        return token;
    }

    String project() {
        return project;
    }

    URI at(String path) {
        return api.resolve(path);
    }

    /// The cloud's process and its PostgreSQL.
    Cpu cpu() throws IOException {
        return new Cpu(process(), postmaster());
    }

    /// The same by who used it.
    Shares shares() throws IOException {
        return Shares.of(process(), postmaster());
    }

    private long process() throws IOException {
        return Json.read(Files.readString(data.resolve("running.json")))
                .get("process")
                .longValue();
    }

    private long postmaster() throws IOException {
        var lines = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid"));
        return Long.parseLong(lines.getFirst().strip());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return call("GET", path, "").body();
    }

    JsonNode post(String path, Object body) throws IOException, InterruptedException {
        return call("POST", path, Json.text(body)).body();
    }

    void put(String path, Object body) throws IOException, InterruptedException {
        call("PUT", path, Json.text(body));
    }

    void delete(String path) throws IOException, InterruptedException {
        call("DELETE", path, "");
    }

    private record Called(int status, JsonNode body) {}

    private Called call(String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(at(path))
                .header("X-Auth-Token", token)
                .header("Content-Type", "application/json")
                .header("OpenStack-API-Version", "compute 2.90")
                .timeout(PATIENCE)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(
                    method + " " + path + " answered " + answer.statusCode() + " " + answer.body());
        }
        return new Called(answer.statusCode(), answer.body().isEmpty() ? Json.object() : Json.read(answer.body()));
    }

    @Override
    public void close() throws IOException {
        try {
            down();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
