package brume.torture;

import brume.base.json.Json;
import tools.jackson.databind.JsonNode;

/// What came of a request.
///
/// @param status 0 when nothing came
/// @param text   the body, or why nothing came
record Answer(int status, String text) {
    boolean good() {
        return status >= 200 && status < 300;
    }

    /// Refused for a reason that is told: nothing was done.
    boolean refused() {
        return status >= 400 && status < 500;
    }

    /// Whether what was asked for was done nobody knows.
    boolean unknown() {
        return !good() && !refused();
    }

    JsonNode body() {
        return text.isBlank() || !text.startsWith("{") && !text.startsWith("[") ? Json.object() : Json.read(text);
    }
}
