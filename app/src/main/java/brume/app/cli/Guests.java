package brume.app.cli;

import brume.base.json.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// The guests of a running cloud, stopped as their owners would stop them: they stay stopped until they are started.
final class Guests {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final String SERVERS = "/compute/v2.1/servers";
    private static final int PAGE = 500;
    private final AdminClient client;
    private final PrintWriter out;

    Guests(Running running, PrintWriter out) {
        this.client = AdminClient.of(running);
        this.out = out;
    }

    /// @throws Failure when some do not stop in time
    void stop() {
        int up = all("ACTIVE").size() + all("PAUSED").size();
        if (up == 0) return;
        out.println("Stopping " + up + " guests …");
        out.flush();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var paused = all("PAUSED");
            var active = all("ACTIVE");
            if (paused.isEmpty() && active.isEmpty()) return;
            if (System.nanoTime() > deadline) throw new Failure("guests do not stop: " + active + paused);
            // A paused one can't hear that it is to stop.
            paused.forEach(id -> ask(id, "unpause"));
            active.forEach(id -> ask(id, "os-stop"));
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /// One that is busy, or gone meanwhile, refuses; what counts is that none is left in the end.
    private void ask(String id, String action) {
        var body = Json.object();
        body.putNull(action);
        client.post(SERVERS + "/" + id + "/action", body);
    }

    private List<String> all(String status) {
        var ids = new ArrayList<String>();
        var marker = "";
        while (true) {
            var page = client.get(SERVERS + "?all_tenants=1&status=" + status + "&limit=" + PAGE + marker);
            if (!page.good()) throw new Failure("the cloud does not list its servers: status " + page.status());
            var servers = page.body().path("servers").valueStream().toList();
            servers.stream().map(Guests::id).forEach(ids::add);
            if (servers.size() < PAGE) return ids;
            marker = "&marker=" + id(servers.getLast());
        }
    }

    private static String id(JsonNode server) {
        return server.path("id").asString();
    }
}
