package brume.e2e;

import brume.app.demo.OpenStack;
import brume.base.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;

/// An administrator at a cloud's `/admin`.
final class AdminDoor {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI api;
    private final OpenStack admin;

    /// @param api the cloud's origin
    AdminDoor(URI api, OpenStack admin) {
        this.api = api;
        this.admin = admin;
    }

    JsonNode get(String path) {
        return send(HttpRequest.newBuilder(api.resolve(path)));
    }

    JsonNode post(String path) {
        return send(HttpRequest.newBuilder(api.resolve(path)).POST(BodyPublishers.noBody()));
    }

    JsonNode put(String path, Object body) {
        return send(HttpRequest.newBuilder(api.resolve(path))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            var answer = HTTP.send(
                    request.header("X-Auth-Token", admin.session().token()).build(), BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) throw new IllegalStateException(answer + " " + answer.body());
            return Json.read(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
