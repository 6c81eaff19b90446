package brume.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// A port of TCP that nobody listens on. Whoever is to listen on it starts later, and may be killed and start again: so
/// it is none of those that the kernel gives to connections meanwhile (`ip_local_port_range`, from 32768).
final class FreePort {
    private static final int FIRST = 16_384;
    private static final int END = 32_768;
    private static final int TRIES = 100;

    private FreePort() {}

    static int ofLoopback() {
        return of(InetAddress.getLoopbackAddress());
    }

    static int ofEveryAddress() {
        return of(new InetSocketAddress(0).getAddress());
    }

    private static int of(InetAddress address) {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (var _ = new ServerSocket(port, 1, address)) {
                return port;
            } catch (IOException taken) {
                // Another one, then.
            }
        }
        throw new IllegalStateException("no port is free on " + address);
    }
}
