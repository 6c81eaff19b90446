package brume.testcloud.network;

import brume.base.json.Json;
import brume.testcloud.TestCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// An ordinary client of the Networking API, logged in to one project.
record Client(HttpClient http, URI api, Optional<String> token) {
    /// What came back.
    record Answer(int status, String body) {
        JsonNode json() {
            return Json.read(body);
        }

        /// What kind of error it is.
        String type() {
            return json().path("NeutronError").path("type").asString("");
        }
    }

    static Client admin(TestCloud cloud) {
        return new Client(HttpClient.newHttpClient(), cloud.api(), Optional.empty())
                .in("admin", TestCloud.PASSWORD, "admin");
    }

    private Client in(String user, String password, String project) {
        var domain = Map.of("id", "default");
        var body = Map.of(
                "auth",
                Map.of(
                        "identity",
                        Map.of(
                                "methods",
                                List.of("password"),
                                "password",
                                Map.of("user", Map.of("name", user, "domain", domain, "password", password))),
                        "scope",
                        Map.of("project", Map.of("name", project, "domain", domain))));
        var answer = raw("POST", "/identity/v3/auth/tokens", Optional.of(body), Map.of());
        return new Client(http, api, answer.headers().firstValue("X-Subject-Token"));
    }

    /// A new project of that name, with a user who is a member of it.
    Client tenant(String name) {
        var project = identity("POST", "/projects", Map.of("project", Map.of("name", name)))
                .path("project")
                .path("id")
                .asString();
        var user = identity("POST", "/users", Map.of("user", Map.of("name", name, "password", name)))
                .path("user")
                .path("id")
                .asString();
        var role = identity("GET", "/roles?name=member", Map.of())
                .path("roles")
                .get(0)
                .path("id")
                .asString();
        raw(
                "PUT",
                "/identity/v3/projects/" + project + "/users/" + user + "/roles/" + role,
                Optional.empty(),
                Map.of());
        return in(name, name, name);
    }

    /// Deletes the project of that name.
    Answer end(String name) {
        var project = identity("GET", "/projects?name=" + name, Map.of())
                .path("projects")
                .get(0)
                .path("id")
                .asString();
        var raw = raw("DELETE", "/identity/v3/projects/" + project, Optional.empty(), Map.of());
        return new Answer(raw.statusCode(), raw.body());
    }

    private JsonNode identity(String method, String path, Object body) {
        var sent = method.equals("GET") ? Optional.empty() : Optional.of(body);
        return Json.read(raw(method, "/identity/v3" + path, sent, Map.of()).body());
    }

    Answer get(String path) {
        return send("GET", path, Optional.empty(), Map.of());
    }

    Answer post(String path, Object body) {
        return send("POST", path, Optional.of(body), Map.of());
    }

    Answer put(String path, Object body) {
        return send("PUT", path, Optional.of(body), Map.of());
    }

    Answer delete(String path) {
        return send("DELETE", path, Optional.empty(), Map.of());
    }

    Answer send(String method, String path, Optional<?> body, Map<String, String> headers) {
        var raw = raw(method, "/network" + path, body, headers);
        return new Answer(raw.statusCode(), raw.body());
    }

    /// Makes a resource.
    JsonNode make(String path, String name, Map<String, ?> attributes) {
        var answer = post("/v2.0/" + path, Map.of(name, attributes));
        if (answer.status() != 201) throw new AssertionError(answer.toString());
        return answer.json().get(name);
    }

    /// Makes a network.
    ///
    /// @return its id
    String network() {
        return id(make("networks", "network", Map.of("name", "inside")));
    }

    /// Makes an IPv4 subnet.
    String subnet(String network, String cidr) {
        return id(make("subnets", "subnet", Map.of("network_id", network, "ip_version", 4, "cidr", cidr)));
    }

    /// Makes a port.
    String port(String network) {
        return id(make("ports", "port", Map.of("network_id", network)));
    }

    private static String id(JsonNode resource) {
        return resource.get("id").stringValue();
    }

    private HttpResponse<String> raw(String method, String path, Optional<?> body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(api + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.map(value -> HttpRequest.BodyPublishers.ofByteArray(Json.bytes(value)))
                                .orElseGet(HttpRequest.BodyPublishers::noBody));
        token.ifPresent(t -> request.header("X-Auth-Token", t));
        headers.forEach(request::header);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
