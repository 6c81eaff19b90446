package brume.app.cli;

import brume.base.json.Json;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import tools.jackson.databind.JsonNode;

/// A client that asks for what clients ask first, so that the JVM has learnt it.
final class TrainingClient {
    private static final String LOGIN = """
            {"auth": {"identity": {"methods": ["password"], "password": {"user":
                {"name": "admin", "domain": {"id": "default"}, "password": "%s"}}},
             "scope": {"project": {"name": "admin", "domain": {"id": "default"}}}}}""";

    private static final String SERVER = """
            {"server": {"name": "training", "flavorRef": "%s", "imageRef": "%s", "networks": "none"}}""";

    private final URI api;
    private String token = "";

    TrainingClient(URI api) {
        this.api = api;
    }

    void logIn(String password) throws IOException {
        var answer = open("POST", "/identity/v3/auth/tokens", LOGIN.formatted(password));
        token = answer.getHeaderField("X-Subject-Token");
        body(answer);
    }

    /// Looks at everything; makes a server, looks at it, and deletes it.
    void look() throws IOException {
        for (var path : new String[] {
            "/identity/v3/projects",
            "/identity/v3/users",
            "/network/v2.0/networks",
            "/network/v2.0/ports",
            "/network/v2.0/security-groups",
            "/compute/v2.1/servers/detail",
            "/compute/v2.1/os-hypervisors/detail"
        }) {
            body(open("GET", path, ""));
        }
        var flavors = body(open("GET", "/compute/v2.1/flavors/detail", ""));
        var images = body(open("GET", "/image/v2/images", ""));
        var asked = SERVER.formatted(
                flavors.path("flavors").path(0).path("id").asString(""),
                images.path("images").path(0).path("id").asString(""));
        var made = body(open("POST", "/compute/v2.1/servers", asked));
        var server = "/compute/v2.1/servers/" + made.path("server").path("id").asString("none");
        body(open("GET", server, ""));
        body(open("DELETE", server, ""));
    }

    private HttpURLConnection open(String method, String path, String body) throws IOException {
        var connection = (HttpURLConnection) api.resolve(path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setRequestProperty("X-Auth-Token", token);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("OpenStack-API-Version", "compute 2.93");
        if (!body.isEmpty()) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(Json.bytes(Json.read(body)));
        }
        return connection;
    }

    private static JsonNode body(HttpURLConnection connection) throws IOException {
        boolean good = connection.getResponseCode() < 400;
        try (var in = good ? connection.getInputStream() : connection.getErrorStream()) {
            var bytes = in == null ? new byte[0] : in.readAllBytes();
            return good && bytes.length > 0 ? Json.MAPPER.readTree(bytes) : Json.object();
        }
    }
}
