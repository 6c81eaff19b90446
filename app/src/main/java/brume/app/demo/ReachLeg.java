package brume.app.demo;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A floating address, and the guest reached by it: a ping that is answered, a command whose words come from within.
final class ReachLeg {
    private static final String WHO = "hostname; uname -srm; cat /var/lib/cloud/instance-id";
    private static final String BOOT = "cat /proc/sys/kernel/random/boot_id";

    private final Journey journey;
    private final OpenStack client;
    private final Server server;
    private String address;

    ReachLeg(Journey journey, OpenStack client, Server server) {
        this.journey = journey;
        this.client = client;
        this.server = server;
    }

    /// @return the floating address
    String go(NetworkLeg.Wires wires) {
        address = journey.road().step("floating IP", () -> {
            var body = Map.of("floatingip", Map.of("floating_network_id", wires.external(), "port_id", server.port()));
            var made = client.post("network", "/v2.0/floatingips", body).path("floatingip");
            var id = made.path("id").asString();
            journey.made()
                    .add(
                            "floating ip",
                            client,
                            "network",
                            "/v2.0/floatingips/" + id,
                            "user",
                            "router interface",
                            "router");
            if (made.path("fixed_ip_address").asString("").isEmpty())
                throw new IllegalStateException("it leads nowhere");
            return made.path("floating_ip_address").asString();
        });
        if (journey.outside().isEmpty()) {
            journey.road().leaveOut("ping", "guests are simulated");
            journey.road().leaveOut("SSH", "guests are simulated");
            return address;
        }
        journey.road().step("ping " + address, () -> {
            answers(journey.patience().boot());
            return "answered";
        });
        journey.road().step("a command in the guest, by SSH", () -> {
            var said = inside(WHO).lines().toList();
            if (said.size() != 3
                    || !said.get(0).equals(journey.name("vm"))
                    || !said.get(2).equals(server.id()))
                throw new IllegalStateException("the guest says it is " + said);
            return String.join(", ", said);
        });
        return address;
    }

    /// Waits until a ping is answered.
    void answers(Duration limit) {
        journey.outside()
                .ifPresent(outside ->
                        Wait.untilTrue(limit, "an answer from " + address, () -> outside.answersPing(address)));
    }

    /// Waits until no ping is answered any more: three in a row.
    void falls(Duration limit) {
        journey.outside()
                .ifPresent(outside -> Wait.untilTrue(limit, "silence of " + address, () -> {
                    for (int i = 0; i < 3; i++) if (outside.answersPing(address)) return false;
                    return true;
                }));
    }

    /// What tells one boot of the guest from the next; empty when it is simulated.
    Optional<String> boot() {
        return journey.outside().map(outside -> inside(BOOT));
    }

    /// Waits for a boot that is not this one.
    void bootsAgain(Optional<String> old) {
        old.ifPresent(before -> Wait.untilTrue(
                journey.patience().boot(),
                "a new boot",
                () -> ssh(BOOT).filter(now -> !now.equals(before)).isPresent()));
    }

    private String inside(String command) {
        return Wait.until(journey.patience().boot(), () -> "an SSH session", () -> ssh(command));
    }

    private Optional<String> ssh(String command) {
        return journey.outside().flatMap(outside -> outside.ssh(address, command));
    }
}
