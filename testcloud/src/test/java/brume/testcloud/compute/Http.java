package brume.testcloud.compute;

import brume.base.json.Json;
import brume.testcloud.TestCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// An ordinary client with a token, of all APIs.
///
/// @param project the id of its project, as the wire has it
record Http(HttpClient client, URI api, String token, String project) {
    /// What came back.
    record Answer(HttpResponse<String> raw) {
        int status() {
            return raw.statusCode();
        }

        JsonNode json() {
            return Json.read(raw.body());
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }
    }

    static Http admin(TestCloud cloud) {
        return login(cloud.api(), "admin", TestCloud.PASSWORD, "admin");
    }

    static Http login(URI api, String user, String password, String project) {
        var client = HttpClient.newHttpClient();
        var answer = send(
                client,
                api,
                Optional.empty(),
                "POST",
                "/identity/v3/auth/tokens",
                """
                {"auth": {"identity": {"methods": ["password"], "password": {"user":
                    {"name": "%s", "domain": {"id": "default"}, "password": "%s"}}},
                 "scope": {"project": {"name": "%s", "domain": {"id": "default"}}}}}
                """.formatted(user, password, project),
                "");
        if (answer.status() != 201) throw new AssertionError(answer.raw().body());
        var id = answer.json().get("token").get("project").get("id").stringValue();
        return new Http(client, api, answer.header("X-Subject-Token"), id);
    }

    /// A member of a project of its own.
    Http tenant(String name) {
        var project = post("/identity/v3/projects", "{\"project\": {\"name\": \"%s\"}}".formatted(name))
                .json()
                .get("project")
                .get("id")
                .stringValue();
        var user = post(
                        "/identity/v3/users",
                        "{\"user\": {\"name\": \"%s\", \"password\": \"pw-%s\"}}".formatted(name, name))
                .json()
                .get("user")
                .get("id")
                .stringValue();
        var role = get("/identity/v3/roles?name=member")
                .json()
                .get("roles")
                .get(0)
                .get("id")
                .stringValue();
        send("PUT", "/identity/v3/projects/" + project + "/users/" + user + "/roles/" + role, "", "");
        return login(api, name, "pw-" + name, name);
    }

    Answer get(String path) {
        return send("GET", path, "", "");
    }

    Answer get(String path, String version) {
        return send("GET", path, "", version);
    }

    Answer post(String path, String body) {
        return send("POST", path, body, "");
    }

    Answer delete(String path) {
        return send("DELETE", path, "", "");
    }

    /// @param version of the compute API; empty for none
    Answer send(String method, String path, String body, String version) {
        return send(client, api, Optional.of(token), method, path, body, version);
    }

    private static Answer send(
            HttpClient client,
            URI api,
            Optional<String> token,
            String method,
            String path,
            String body,
            String version) {
        var request = HttpRequest.newBuilder(URI.create(api + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        token.ifPresent(t -> request.header("X-Auth-Token", t));
        if (!version.isEmpty()) request.header("OpenStack-API-Version", "compute " + version);
        try {
            return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// An image of zeros that everybody sees.
    String image() {
        return image("");
    }

    /// An image of zeros that everybody sees.
    ///
    /// @param more properties, each after a comma
    String image(String more) {
        return image("public", more);
    }

    /// An image of zeros.
    ///
    /// @param visibility who sees it
    /// @param more       properties, each after a comma
    String image(String visibility, String more) {
        var id = post("/image/v2/images", """
                {"name": "zeros", "disk_format": "raw", "container_format": "bare", "visibility": "%s"%s}
                """.formatted(visibility, more))
                .json()
                .get("id")
                .stringValue();
        var request = HttpRequest.newBuilder(URI.create(api + "/image/v2/images/" + id + "/file"))
                .header("Content-Type", "application/octet-stream")
                .header("X-Auth-Token", token)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[4096]));
        try {
            client.send(request.build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return id;
    }
}
