package brume.bench.dataplane;

import brume.base.json.Json;
import brume.host.process.Command;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// One TCP stream of iperf3 from a way's one end to its other.
final class Stream implements AutoCloseable {
    private static final int TRIES = 50;
    private final Way way;
    private final Process server;

    Stream(Way way) throws IOException {
        this.way = way;
        server = new ProcessBuilder("ip", "netns", "exec", way.receiver(), "iperf3", "-s", "-4")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Waits until the server listens and the way leads to it.
    void await() throws InterruptedException {
        for (int i = 0; ; i++) {
            var answer = client("-n", "64K");
            if (answer.exit() == 0) return;
            if (i == TRIES) throw new IllegalStateException("no stream: " + answer.out() + answer.err());
            Thread.sleep(100);
        }
    }

    /// What one stream came to. The CPU is that of sender and receiver with what the kernel did in their time: nearly
    /// all of the way; other work on the machine moves it less than it moves the time.
    ///
    /// @param megabits what arrived in a second
    /// @param cpu      seconds for a gigabyte
    record Seen(double megabits, double cpu) {}

    Seen run(int seconds) {
        var answer = client("-t", Integer.toString(seconds));
        if (answer.exit() != 0) throw new IllegalStateException("iperf3: " + answer.out() + answer.err());
        var end = Json.read(answer.out()).path("end");
        var received = end.path("sum_received");
        var used = end.path("cpu_utilization_percent");
        double busy =
                (used.path("host_total").asDouble() + used.path("remote_total").asDouble()) / 100;
        double gigabytes = received.path("bytes").asDouble() / 1e9;
        return new Seen(
                received.path("bits_per_second").asDouble() / 1e6,
                busy * received.path("seconds").asDouble() / gigabytes);
    }

    private Command.Output client(String option, String value) {
        return Command.of("iperf3", "-c", way.address(), "-J", "--connect-timeout", "1000", option, value)
                .in(way.sender())
                .run();
    }

    @Override
    public void close() {
        server.destroy();
        try {
            if (!server.waitFor(5, TimeUnit.SECONDS)) server.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
