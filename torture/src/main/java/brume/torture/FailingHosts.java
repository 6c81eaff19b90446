package brume.torture;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Simulated hosts that refuse, vanish or answer late, on request.
final class FailingHosts {
    private static final String PATH = "/admin/simulation";
    private static final int MOST_REFUSALS = 5;
    private static final int LONGEST_ABSENCE_MILLIS = 4000;
    private static final int LONGEST_DELAY_MILLIS = 400;

    private final Door admin;
    private final RandomGenerator chance;

    FailingHosts(Door admin, RandomGenerator chance) {
        this.admin = admin;
        this.chance = chance;
    }

    List<Blow> blows() {
        return List.of(
                Blow.quiet(
                        "a host refuses guests",
                        1,
                        () -> change(Map.of("fail_creates", 1 + chance.nextInt(MOST_REFUSALS)))),
                Blow.quiet("a host is cut off", 1, this::vanish),
                Blow.quiet("a slow host", 1, () -> change(Map.of("delay_ms", chance.nextInt(LONGEST_DELAY_MILLIS)))));
    }

    /// All hosts are well again.
    void mend() {
        for (var host : admin.own("GET", PATH).body().path("hosts"))
            change(host.path("id").asString(), Map.of("fail_creates", 0, "vanished", false, "delay_ms", 0));
    }

    private boolean vanish() {
        var host = any();
        boolean gone = change(host, Map.of("vanished", true));
        LockSupport.parkNanos(
                Duration.ofMillis(chance.nextInt(LONGEST_ABSENCE_MILLIS)).toNanos());
        return change(host, Map.of("vanished", false)) && gone;
    }

    private boolean change(Map<String, ?> wish) {
        return change(any(), wish);
    }

    private boolean change(String host, Map<String, ?> wish) {
        return !host.isEmpty()
                && admin.send("PUT", "", PATH + "/hosts/" + host, wish).good();
    }

    private String any() {
        var hosts = admin.own("GET", PATH).body().path("hosts");
        return hosts.isEmpty()
                ? ""
                : hosts.path(chance.nextInt(hosts.size())).path("id").asString("");
    }
}
