package brume.e2e.doors;

import brume.base.json.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What errors of each API look like.
final class Forms {
    private Forms() {}

    /// What is wrong with an answer to a hostile request, if anything.
    static Optional<String> wrong(Attack attack, Raw.Answer answer) {
        int status = answer.status();
        if (status == 0) return Optional.of("no answer");
        if (status >= 500 && status != 501 && status != 503) return Optional.of("a bug of the server");
        var body = answer.body();
        if (body.contains("\tat ") || body.contains("Exception") || body.contains("org.postgresql"))
            return Optional.of("it tells of its inside");
        // Where no version stands in the path, compute offers its own.
        if (status == 300 && attack.service().prefix().equals("/compute")) return Optional.empty();
        if (status < 400)
            return attack.outcome() == Attack.Outcome.ANSWERED ? Optional.empty() : Optional.of("it was taken");
        if (attack.method().equals("HEAD")) return Optional.empty();
        // Before a service is found, nobody knows its form.
        boolean bare = answer.closed() && body.isEmpty() && Broken.REFUSALS.contains(status);
        if (bare) return Optional.empty();
        var prefix = prefix(attack);
        return isFormed(prefix, status, answer)
                ? Optional.empty()
                : Optional.of("not in the form of " + (prefix.isEmpty() ? "no service" : prefix));
    }

    /// As [#wrong], of all that is said until the connection ends.
    static Optional<String> wrong(Attack attack, List<Raw.Answer> answers) {
        if (answers.isEmpty() || !answers.getLast().closed()) return Optional.of("not cut off");
        return answers.stream()
                .flatMap(answer -> wrong(attack, answer).stream())
                .findFirst();
    }

    /// Of the service that the path leads to; empty where it leads to none.
    private static String prefix(Attack attack) {
        var path = attack.target().replaceFirst("^https?://[^/]*", "");
        var prefix = attack.service().prefix();
        return path.equals(prefix) || path.startsWith(prefix + "/") || path.startsWith(prefix + "?") ? prefix : "";
    }

    private static boolean isFormed(String prefix, int status, Raw.Answer answer) {
        var type = answer.headers().getOrDefault("Content-Type", "");
        if (prefix.isEmpty()) return answer.body().isEmpty();
        if (type.startsWith("text/html"))
            return (prefix.equals("/image") || prefix.equals("/identity"))
                    && answer.body().contains(Integer.toString(status));
        if (!type.startsWith("application/json")) return false;
        JsonNode json;
        try {
            json = Json.read(answer.body());
        } catch (JacksonException e) {
            return false;
        }
        // A token that is none is refused before the service is asked, by all in the same words.
        if (status == 401) return json.path("error").path("code").asInt(0) == 401;
        return switch (prefix) {
            case "/identity", "/admin" ->
                json.path("error").path("code").asInt(0) == status
                        && !json.path("error").path("message").asString("").isEmpty();
            case "/compute" ->
                json.size() == 1
                        && json.iterator().next().path("code").asInt(0) == status
                        && !json.iterator().next().path("message").asString("").isEmpty();
            case "/network" ->
                !json.path("NeutronError").path("type").asString("").isEmpty()
                        && json.path("NeutronError").has("message")
                        && json.path("NeutronError").has("detail");
            default -> false;
        };
    }
}
