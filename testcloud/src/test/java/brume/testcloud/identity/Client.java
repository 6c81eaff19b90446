package brume.testcloud.identity;

import brume.base.json.Json;
import brume.testcloud.TestCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// An ordinary client of the Identity API.
record Client(HttpClient http, URI api, Optional<String> token) {
    /// What came back.
    record Answer(int status, HttpResponse<String> raw) {
        JsonNode json() {
            return Json.read(raw.body());
        }

        String id(String member) {
            return json().get(member).get("id").stringValue();
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }
    }

    static Client of(TestCloud cloud) {
        return new Client(HttpClient.newHttpClient(), cloud.api(), Optional.empty());
    }

    /// The administrator's, in the project `admin`.
    static Client admin(TestCloud cloud) {
        return of(cloud).in("admin", TestCloud.PASSWORD, project("admin"));
    }

    Client with(String token) {
        return new Client(http, api, Optional.of(token));
    }

    /// Logged in as a user of the default domain.
    Client in(String user, String password, String scope) {
        var answer = login(user, password, scope);
        if (answer.status() != 201) throw new AssertionError(answer.raw().body());
        return with(answer.header("X-Subject-Token"));
    }

    Answer login(String user, String password, String scope) {
        return login("default", user, password, scope);
    }

    Answer login(String domain, String user, String password, String scope) {
        return post("/auth/tokens", """
                {"auth": {"identity": {"methods": ["password"], "password": {"user":
                    {"name": "%s", "domain": {"id": "%s"}, "password": "%s"}}}, "scope": %s}}
                """.formatted(user, domain, password, scope));
    }

    static String project(String name) {
        return """
                {"project": {"name": "%s", "domain": {"id": "default"}}}""".formatted(name);
    }

    static String nowhere() {
        return "\"unscoped\"";
    }

    Answer get(String path) {
        return send("GET", path, Optional.empty());
    }

    Answer post(String path, String body) {
        return send("POST", path, Optional.of(body));
    }

    Answer patch(String path, String body) {
        return send("PATCH", path, Optional.of(body));
    }

    Answer put(String path) {
        return send("PUT", path, Optional.empty());
    }

    Answer delete(String path) {
        return send("DELETE", path, Optional.empty());
    }

    Answer send(String method, String path, Optional<String> body) {
        return send(method, path, body, Optional.empty());
    }

    /// @param subject the token that is asked about
    Answer about(String method, String subject) {
        return send(method, "/auth/tokens", Optional.empty(), Optional.of(subject));
    }

    private Answer send(String method, String path, Optional<String> body, Optional<String> subject) {
        var request = HttpRequest.newBuilder(URI.create(api + "/identity/v3" + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.map(HttpRequest.BodyPublishers::ofString).orElseGet(HttpRequest.BodyPublishers::noBody));
        token.ifPresent(t -> request.header("X-Auth-Token", t));
        subject.ifPresent(t -> request.header("X-Subject-Token", t));
        try {
            var raw = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(raw.statusCode(), raw);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// A project of the default domain.
    String makeProject(String name) {
        return made(post("/projects", "{\"project\": {\"name\": \"%s\"}}".formatted(name)), "project");
    }

    /// A user of the default domain.
    String makeUser(String name, String password) {
        return made(
                post("/users", "{\"user\": {\"name\": \"%s\", \"password\": \"%s\"}}".formatted(name, password)),
                "user");
    }

    String makeDomain(String name) {
        return made(post("/domains", "{\"domain\": {\"name\": \"%s\"}}".formatted(name)), "domain");
    }

    private static String made(Answer answer, String member) {
        if (answer.status() != 201) throw new AssertionError(answer.raw().body());
        return answer.id(member);
    }

    String role(String name) {
        return get("/roles?name=" + name).json().get("roles").get(0).get("id").stringValue();
    }

    /// @param place as `/projects/…` or `/system`
    void grant(String place, String user, String role) {
        var answer = put(place + "/users/" + user + "/roles/" + role(role));
        if (answer.status() != 204) throw new AssertionError(answer.raw().body());
    }
}
