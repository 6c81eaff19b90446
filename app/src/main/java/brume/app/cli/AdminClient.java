package brume.app.cli;

import brume.base.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A client of a running cloud, logged in as its first administrator.
final class AdminClient {
    private static final String VERSION = "compute 2.93";
    private final Running cloud;
    private final String token;

    /// What the cloud answered.
    record Answer(int status, JsonNode body) {
        boolean good() {
            return status < 400;
        }

        /// The body of a good answer.
        ///
        /// @throws Failure with the message of a bad one
        JsonNode orFail(String what) {
            if (good()) return body;
            var message = body.path("error").path("message").asString("status " + status);
            throw new Failure(what + ": " + message);
        }
    }

    private AdminClient(Running cloud, String token) {
        this.cloud = cloud;
        this.token = token;
    }

    /// A client of a running cloud.
    ///
    /// @throws Failure when the first administrator's password is no longer the one in the data folder
    static AdminClient of(Running cloud) {
        var passwordFile = cloud.data().resolve("admin-password");
        try {
            var user = Json.object()
                    .put("name", "admin")
                    .put("password", Files.readString(passwordFile).strip());
            user.putObject("domain").put("id", "default");
            var login = Json.object();
            var identity = login.putObject("auth").putObject("identity");
            identity.putArray("methods").add("password");
            identity.putObject("password").set("user", user);
            var project = login.path("auth").asObject().putObject("scope").putObject("project");
            project.put("name", "admin").putObject("domain").put("id", "default");
            var connection = new AdminClient(cloud, "").open("POST", "/identity/v3/auth/tokens", login);
            if (!read(connection).good()) throw new Failure("the password in " + passwordFile + " is not admin's");
            return new AdminClient(cloud, connection.getHeaderField("X-Subject-Token"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same login, at another address.
    AdminClient at(Running other) {
        return new AdminClient(other, token);
    }

    Answer get(String path) {
        return ask("GET", path, Json.object());
    }

    Answer post(String path, JsonNode body) {
        return ask("POST", path, body);
    }

    Answer put(String path, JsonNode body) {
        return ask("PUT", path, body);
    }

    Answer delete(String path) {
        return ask("DELETE", path, Json.object());
    }

    /// All rows of a list of the administration, page after page.
    ///
    /// @param name the list's name in its answer
    /// @throws Failure when it is refused
    List<JsonNode> all(String path, String name) {
        var rows = new ArrayList<JsonNode>();
        var marker = "";
        while (true) {
            var page = get(path + marker).orFail("GET " + path);
            page.path(name).forEach(rows::add);
            if (!page.has("next")) return rows;
            marker = "?marker=" + URLEncoder.encode(page.path("next").asString(), StandardCharsets.UTF_8);
        }
    }

    private Answer ask(String method, String path, JsonNode body) {
        try {
            return read(open(method, path, body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpURLConnection open(String method, String path, JsonNode body) throws IOException {
        var connection = cloud.open(path);
        connection.setRequestMethod(method);
        connection.setRequestProperty("X-Auth-Token", token);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("OpenStack-API-Version", VERSION);
        if (method.equals("PUT") || !body.isEmpty()) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(Json.bytes(body));
        }
        return connection;
    }

    private static Answer read(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            var bytes = in == null ? new byte[0] : in.readAllBytes();
            var type = connection.getContentType();
            boolean json = bytes.length > 0 && type != null && type.startsWith("application/json");
            return new Answer(status, json ? Json.MAPPER.readTree(bytes) : Json.object());
        }
    }
}
