package brume.app.demo;

import brume.base.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;

/// A small client of the OpenStack APIs: a token, the catalog, JSON in and out. It knows no more of the cloud than any
/// client does. Every call is made once and answers with the body, or throws [Refused]; a token that ran out is
/// renewed. Safe for many threads.
public final class OpenStack {
    /// Compute's API as this client speaks it.
    private static final String MICROVERSION = "compute 2.60";

    private final HttpClient http;
    private final Access access;
    private volatile Session session;

    /// @param project of the token's scope; empty for none
    public record Session(String token, String user, String project, Map<String, String> endpoints) {}

    public OpenStack(HttpClient http, Access access) {
        this.http = http;
        this.access = access;
    }

    /// A client with time limits that suit one machine.
    public static HttpClient http() {
        return http(Optional.empty());
    }

    /// The same, for a cloud that is known by `trust`.
    static HttpClient http(Optional<SSLContext> trust) {
        var builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10));
        trust.ifPresent(builder::sslContext);
        return builder.build();
    }

    /// The same cloud, asked by another.
    public OpenStack as(String user, String password, String project) {
        return new OpenStack(
                http, Access.of(access.auth(), user, password, project).trusting(access.trust()));
    }

    public Access access() {
        return access;
    }

    /// The token in use; the first call logs in.
    public Session session() {
        var now = session;
        return now != null ? now : login();
    }

    /// A new token.
    ///
    /// @throws Refused when the credentials are not right
    public Session login() {
        var domain = Map.of("name", access.userDomain());
        var user = Map.of("name", access.user(), "password", access.password(), "domain", domain);
        var project = Map.of("name", access.project(), "domain", Map.of("name", access.projectDomain()));
        var body = Map.of(
                "auth",
                Map.of(
                        "identity", Map.of("methods", new String[] {"password"}, "password", Map.of("user", user)),
                        "scope", Map.of("project", project)));
        var url = versionless(access.auth().toString()) + "/v3/auth/tokens";
        var answer = send(request("POST", url, json(body)).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 201) throw new Refused("POST " + url, answer.statusCode(), answer.body());
        var token = Json.read(answer.body()).path("token");
        var endpoints = new HashMap<String, String>();
        for (var service : token.path("catalog"))
            for (var endpoint : service.path("endpoints"))
                if (endpoint.path("interface").asString("").equals("public"))
                    endpoints.put(
                            service.path("type").asString(),
                            versionless(endpoint.path("url").asString()));
        session = new Session(
                answer.headers().firstValue("X-Subject-Token").orElseThrow(),
                token.path("user").path("id").asString(),
                token.path("project").path("id").asString(""),
                Map.copyOf(endpoints));
        return session;
    }

    public JsonNode get(String service, String path) {
        return call("GET", service, path, null);
    }

    public JsonNode post(String service, String path, Object body) {
        return call("POST", service, path, body);
    }

    public JsonNode put(String service, String path, Object body) {
        return call("PUT", service, path, body);
    }

    public void delete(String service, String path) {
        call("DELETE", service, path, null);
    }

    /// What is there, or empty when there is no such thing.
    public Optional<JsonNode> find(String service, String path) {
        try {
            return Optional.of(get(service, path));
        } catch (Refused e) {
            if (e.status() == 404) return Optional.empty();
            throw e;
        }
    }

    /// Sends a file's bytes.
    public void upload(String service, String path, Path file) {
        try {
            var size = BodyPublishers.ofFile(file);
            answered("PUT", service, path, size, "application/octet-stream", BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Receives bytes into a file.
    public void download(String service, String path, Path file) {
        answered("GET", service, path, BodyPublishers.noBody(), "", BodyHandlers.ofFile(file));
    }

    /// Any call, its answer whatever it is.
    ///
    /// @param body null for none
    public HttpResponse<String> raw(String method, String service, String path, Object body) {
        return send(
                prepared(method, service, path, json(body), body == null ? "" : "application/json")
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode call(String method, String service, String path, Object body) {
        var answer = answered(
                method, service, path, json(body), body == null ? "" : "application/json", BodyHandlers.ofString());
        return answer.body().isBlank() ? Json.object() : Json.read(answer.body());
    }

    private <T> HttpResponse<T> answered(
            String method, String service, String path, BodyPublisher body, String type, BodyHandler<T> handler) {
        var answer = send(prepared(method, service, path, body, type).build(), handler);
        if (answer.statusCode() == 401) {
            login();
            answer = send(prepared(method, service, path, body, type).build(), handler);
        }
        if (answer.statusCode() >= 300)
            throw new Refused(
                    method + " " + service + path,
                    answer.statusCode(),
                    answer.body() instanceof String text ? text : "no text");
        return answer;
    }

    private HttpRequest.Builder prepared(String method, String service, String path, BodyPublisher body, String type) {
        var endpoint = session().endpoints().get(service);
        if (endpoint == null) throw new IllegalStateException("the catalog lists no " + service + " service");
        var request = request(method, endpoint + path, body)
                .header("X-Auth-Token", session().token());
        if (!type.isEmpty()) request.setHeader("Content-Type", type);
        if (service.equals("compute")) request.header("OpenStack-API-Version", MICROVERSION);
        return request;
    }

    private static HttpRequest.Builder request(String method, String url, BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofMinutes(5))
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .method(method, body);
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static BodyPublisher json(Object body) {
        return body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(Json.bytes(body));
    }

    private static String versionless(String url) {
        return url.replaceFirst("/v[0-9.]+(/.*)?$", "").replaceFirst("/+$", "");
    }
}
