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
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// An administrator who lets the cloud look itself over.
final class Auditor {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI audit;
    private final OpenStack admin;

    /// @param api the cloud's origin
    Auditor(URI api, OpenStack admin) {
        audit = api.resolve("/admin/audit");
        this.admin = admin;
    }

    /// What is amiss now, or was and is repaired; a line each.
    List<String> findings() {
        send(HttpRequest.newBuilder(audit).POST(BodyPublishers.noBody()));
        var found = send(HttpRequest.newBuilder(audit)).path("findings");
        return StreamSupport.stream(found.spliterator(), false)
                .map(JsonNode::toString)
                .toList();
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            var answer = HTTP.send(
                    request.header("X-Auth-Token", admin.session().token()).build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) throw new IllegalStateException(answer + " " + answer.body());
            return Json.read(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
