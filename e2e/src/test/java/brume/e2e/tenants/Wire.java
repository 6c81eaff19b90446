package brume.e2e.tenants;

import brume.base.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Requests as anybody could send them.
final class Wire {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI api;

    Wire(URI api) {
        this.api = api;
    }

    /// @param path from the origin
    HttpResponse<String> send(
            String method, String path, String token, Map<String, String> headers, Optional<JsonNode> body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(api.resolve(path))
                .header("X-Auth-Token", token)
                .method(
                        method,
                        body.map(json -> BodyPublishers.ofString(Json.text(json)))
                                .orElseGet(BodyPublishers::noBody));
        if (body.isPresent() && !headers.containsKey("Content-Type"))
            request.header("Content-Type", "application/json");
        headers.forEach(request::header);
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
