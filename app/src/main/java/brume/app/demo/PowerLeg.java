package brume.app.demo;

import java.util.Optional;

/// The instance paused and resumed, stopped and started, rebooted softly and hard; each seen from outside too.
final class PowerLeg {
    private final Journey journey;
    private final Server server;
    private final ReachLeg reach;

    PowerLeg(Journey journey, Server server, ReachLeg reach) {
        this.journey = journey;
        this.server = server;
        this.reach = reach;
    }

    void go() {
        var road = journey.road();
        var seen = journey.outside().isPresent();
        road.step("pause", () -> {
            server.act("pause");
            server.becomes("PAUSED");
            reach.falls(journey.patience().state());
            return seen ? "PAUSED, silent" : "PAUSED";
        });
        road.step("unpause", () -> {
            server.act("unpause");
            server.becomes("ACTIVE");
            reach.answers(journey.patience().state());
            return seen ? "ACTIVE, answers" : "ACTIVE";
        });
        Optional<String> first = seen
                ? Optional.of(road.step("which boot it is", () -> reach.boot().orElseThrow()))
                : Optional.empty();
        road.step("stop", () -> {
            server.act("os-stop");
            server.becomes("SHUTOFF");
            reach.falls(journey.patience().state());
            return seen ? "SHUTOFF, silent" : "SHUTOFF";
        });
        road.step("start", () -> {
            server.act("os-start");
            server.becomes("ACTIVE");
            reach.bootsAgain(first);
            return seen ? "ACTIVE, booted anew" : "ACTIVE";
        });
        reboot("SOFT", seen);
        reboot("HARD", seen);
    }

    private void reboot(String kind, boolean seen) {
        journey.road().step("reboot, " + kind.toLowerCase(java.util.Locale.ROOT), () -> {
            var before = reach.boot();
            server.reboot(kind);
            server.becomes("ACTIVE");
            reach.bootsAgain(before);
            return seen ? "ACTIVE, booted anew" : "ACTIVE";
        });
    }
}
