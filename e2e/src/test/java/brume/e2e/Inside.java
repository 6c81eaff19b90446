package brume.e2e;

import brume.app.demo.Trip;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;

/// Commands in a traveller's guest. Beside much else, a handshake may take longer than one `ssh` waits for.
final class Inside {
    static final String BOOT = "cat /proc/sys/kernel/random/boot_id";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Inside() {}

    /// @return what it said
    static String run(Trip trip, String command) {
        return Awaitility.await("the guest lets us in")
                .atMost(PATIENCE)
                .until(() -> trip.ssh(command), Optional::isPresent)
                .orElseThrow();
    }
}
