package brume.host.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// A process that takes over from another, as at an upgrade, trusts nothing and applies everything anew.
final class HandoverTest extends KernelLab {
    @Test
    void noPacketOfAGuestIsLostWhileOneProcessAfterAnotherTakesOver() throws Exception {
        network.router(specs.router);
        guest(a);
        eventually(() -> pings(Specs.WORLD + ".50"));
        var ping = new ProcessBuilder("ping", "-n", "-i", "0.02", "-c", "300", "-W", "5", Specs.WORLD + ".50")
                .redirectErrorStream(true)
                .start();
        while (ping.isAlive()) {
            network.close();
            network = open(network.host());
            network.repair();
        }
        var told = new String(ping.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(told).contains("300 received");
    }
}
