package brume.torture;

import brume.app.demo.OpenStack;
import brume.base.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/// One client's way to the cloud: each request is made once, and what came of it is told as it is. What no client
/// should ever meet is noted: a 5xx other than 503, a 503 or no answer while nothing is broken, a token that is no
/// longer good.
final class Door {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String MICROVERSION = "compute 2.60";

    private final String name;
    private final HttpClient http;
    private final OpenStack login;
    private final InstantSource clock;
    private final Outages outages;
    private final Violations violations;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    /// @param name  of the client
    /// @param login has a token
    Door(String name, HttpClient http, OpenStack login, InstantSource clock, Outages outages, Violations violations) {
        this.name = name;
        this.http = http;
        this.login = login;
        this.clock = clock;
        this.outages = outages;
        this.violations = violations;
    }

    String project() {
        return login.session().project();
    }

    long asked() {
        return asked.get();
    }

    long unanswered() {
        return unanswered.get();
    }

    long answered() {
        return asked.get() - unanswered.get();
    }

    Answer get(String service, String path) {
        return ask("GET", service, path, BodyPublishers.noBody(), "application/json");
    }

    Answer send(String method, String service, String path, Object body) {
        return ask(method, service, path, BodyPublishers.ofByteArray(Json.bytes(body)), "application/json");
    }

    /// @param body bytes, of any type
    Answer send(String method, String service, String path, byte[] body, String type) {
        return ask(method, service, path, BodyPublishers.ofByteArray(body), type);
    }

    Answer bare(String method, String service, String path) {
        return ask(method, service, path, BodyPublishers.noBody(), "application/json");
    }

    /// The cloud's own administration, without a body.
    Answer own(String method, String path) {
        return ask(method, "", path, BodyPublishers.noBody(), "application/json");
    }

    /// Receives bytes; empty when they do not come.
    byte[] bytes(String service, String path) {
        try {
            var answer = http.send(
                    request("GET", service, path, BodyPublishers.noBody(), "application/json"),
                    BodyHandlers.ofByteArray());
            return answer.statusCode() == 200 ? answer.body() : new byte[0];
        } catch (IOException e) {
            return new byte[0];
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new byte[0];
        }
    }

    private HttpRequest request(String method, String service, String path, BodyPublisher body, String type) {
        var session = login.session();
        var root = service.isEmpty()
                ? login.access().auth().resolve("/").toString()
                : session.endpoints().get(service);
        return HttpRequest.newBuilder(URI.create(service.isEmpty() ? root + path.substring(1) : root + path))
                .timeout(PATIENCE)
                .header("X-Auth-Token", session.token())
                .header("Content-Type", type)
                .header("OpenStack-API-Version", MICROVERSION)
                .method(method, body)
                .build();
    }

    private Answer ask(String method, String service, String path, BodyPublisher body, String type) {
        asked.incrementAndGet();
        var began = clock.instant();
        Answer answer;
        try {
            var got = http.send(request(method, service, path, body, type), BodyHandlers.ofString());
            answer = new Answer(got.statusCode(), got.body());
        } catch (IOException e) {
            answer = new Answer(0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(0, "interrupted");
        }
        judge(method + " " + service + path, answer, began);
        return answer;
    }

    private void judge(String what, Answer answer, Instant began) {
        if (answer.unknown()) unanswered.incrementAndGet();
        boolean mayBeAway = answer.status() == 0 || answer.status() == 503;
        if (answer.status() == 401 || answer.unknown() && !(mayBeAway && outages.excuse(began)))
            violations.add("%s: %s answered %s: %s".formatted(name, what, answer.status(), brief(answer.text())));
        if (answer.status() == 401) login.login();
    }

    private static String brief(String text) {
        var line = text.replaceAll("\\s+", " ");
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }
}
