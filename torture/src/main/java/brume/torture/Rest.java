package brume.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Whether a cloud that nobody troubles any more comes to rest: no instance and no upload at work, nothing past its
/// deadline, and an audit that finds all as it should be.
final class Rest {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Door admin;

    Rest(Door admin) {
        this.admin = admin;
    }

    /// Waits for it.
    ///
    /// @return what is not at rest when the time is over; empty when all is
    List<String> await(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            var troubles = troubles();
            if (troubles.isEmpty() || System.nanoTime() > end) return troubles;
            LockSupport.parkNanos(PERIOD.toNanos());
        }
    }

    private List<String> troubles() {
        var troubles = new ArrayList<String>();
        for (var server : admin.get("compute", "/v2.1/servers/detail?all_tenants=1&limit=1000")
                .body()
                .path("servers")) {
            var task = server.path("OS-EXT-STS:task_state").asString("");
            if (!task.isEmpty() || server.path("status").asString().equals("BUILD"))
                troubles.add("instance " + server.path("name").asString() + " is "
                        + server.path("status").asString() + " " + task);
        }
        for (var image : admin.get("image", "/v2/images?status=saving&visibility=all&limit=1000")
                .body()
                .path("images")) troubles.add("image " + image.path("name").asString("") + " is saving");
        if (!troubles.isEmpty()) return troubles;
        admin.own("GET", "/admin/stuck").body().path("stuck").forEach(row -> troubles.add("stuck: " + row));
        if (!troubles.isEmpty()) return troubles;
        var round = admin.own("POST", "/admin/audit");
        if (!round.good()) troubles.add("the audit answered " + round.status() + ": " + round.text());
        for (var found : admin.own("GET", "/admin/audit").body().path("findings"))
            if (!found.path("repaired").asBoolean()) troubles.add("audit: " + found);
        return troubles;
    }
}
