package brume.bench;

import brume.base.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The APIs of a cloud, for one login. Paths begin as ours do, with `/compute/v2.1`, `/image/v2`, `/network/v2.0` or
/// `/identity/v3`; where these are in this cloud its catalogue says.
final class Api {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int BEGINNING = 200;
    private static final Duration CONNECTING = Duration.ofSeconds(10);
    private static final String VERSION = "OpenStack-API-Version: compute 2.79";

    /// Where a service is, and the last part of its address.
    private static final Map<String, String> SERVICES = Map.of(
            "compute", "/compute/v2.1",
            "image", "/image/v2",
            "network", "/network/v2.0");

    private final HttpClient http;
    private final Login login;
    private final Map<String, URI> mounts = new HashMap<>();
    private String token = "";
    private String project = "";

    private Api(Login login) {
        this.login = login;
        var builder = HttpClient.newBuilder().connectTimeout(CONNECTING);
        login.tls().ifPresent(builder::sslContext);
        http = builder.build();
    }

    /// Logs in.
    ///
    /// @throws IOException           when it does not answer
    /// @throws IllegalStateException when it does not let this login in, or lacks a service
    static Api of(Login login) throws IOException, InterruptedException {
        var api = new Api(login);
        var request = HttpRequest.newBuilder(api.at("/identity/v3/auth/tokens"))
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofByteArray(login.body()))
                .build();
        var answer = api.http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IllegalStateException("it answered " + answer.statusCode() + said(answer.body()));
        }
        api.token = answer.headers().firstValue("X-Subject-Token").orElseThrow();
        var token = Json.read(answer.body()).get("token");
        if (!token.has("project")) throw new IllegalStateException("its token is for no project");
        api.project = token.get("project").get("id").stringValue();
        SERVICES.forEach((type, mount) -> api.mounts.put(mount, login.endpoint(token.get("catalog"), type, mount)));
        return api;
    }

    /// What an error says: the message in its body, or the body's beginning where there is none.
    private static String said(String body) {
        if (body.startsWith("{")) {
            try {
                for (var error : Json.read(body)) {
                    if (error.has("message")) return ": " + error.get("message").asString();
                }
            } catch (JacksonException e) {
                // No JSON after all.
            }
        }
        return body.isEmpty() ? "" : ": " + body.substring(0, Math.min(body.length(), BEGINNING));
    }

    String token() {
        return token;
    }

    String project() {
        return project;
    }

    /// Where `path` is in this cloud.
    URI at(String path) {
        for (var mount : mounts.entrySet()) {
            if (path.startsWith(mount.getKey())) {
                return URI.create(
                        mount.getValue() + path.substring(mount.getKey().length()));
            }
        }
        var identity = login.identity().toString();
        if (path.startsWith("/identity/v3")) return URI.create(identity + path.substring("/identity/v3".length()));
        return login.identity().resolve(path);
    }

    /// A request with the token, to be made again and again.
    Ask ask(String method, String path, byte[] body) {
        var headers = new ArrayList<>(List.of("X-Auth-Token: " + token, VERSION));
        if (path.endsWith("/file")) headers.add("Content-Type: application/octet-stream");
        else if (body.length > 0) headers.add("Content-Type: application/json");
        return new Ask(method, at(path), headers, body, login.tls());
    }

    /// The login itself, to be made again and again.
    Ask logins() {
        return new Ask(
                "POST",
                at("/identity/v3/auth/tokens"),
                List.of("Content-Type: application/json"),
                login.body(),
                login.tls());
    }

    /// The question whether its own token is good.
    Ask validations() {
        return new Ask(
                "GET",
                at("/identity/v3/auth/tokens"),
                List.of("X-Auth-Token: " + token, "X-Subject-Token: " + token),
                new byte[0],
                login.tls());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return call("GET", path, Optional.empty());
    }

    JsonNode post(String path, Object body) throws IOException, InterruptedException {
        return call("POST", path, Optional.of(body));
    }

    void put(String path, Object body) throws IOException, InterruptedException {
        call("PUT", path, Optional.of(body));
    }

    void delete(String path) throws IOException, InterruptedException {
        call("DELETE", path, Optional.empty());
    }

    private JsonNode call(String method, String path, Optional<Object> body) throws IOException, InterruptedException {
        var ask = ask(method, path, body.map(Json::bytes).orElse(new byte[0]));
        var request = HttpRequest.newBuilder(ask.uri())
                .timeout(PATIENCE)
                .method(
                        method,
                        ask.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(ask.body()));
        ask.headers().forEach(line -> request.header(line.split(": ", 2)[0], line.split(": ", 2)[1]));
        var answer = http.send(request.build(), BodyHandlers.ofByteArray());
        var said = new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + " answered " + answer.statusCode() + said(said));
        }
        return said.isEmpty() ? Json.object() : Json.read(said);
    }
}
