package brume.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What others notice of thousands of clients that are silent or slow, and of a few that are all too quick.
final class Crowds {
    private static final int SILENT = 8_000;
    private static final int SLOW = 1_500;
    private static final int PER_SOURCE = 500;
    private static final int HASTY = 4;
    private static final int CONNECTIONS = 4;
    private static final Duration WARM = Duration.ofSeconds(3);
    private static final Duration RUN = Duration.ofSeconds(6);

    /// What the slow ones send first, and then again and again: of a request that never ends, of a body that never
    /// ends.
    private static final Map<String, String> KINDS = Map.of(
            "GET / HTTP/1.1\r\nHost: a\r\nX: ", "y",
            "POST /identity/v3/auth/tokens HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n{", " ");

    private final Table table;
    private final BenchCloud cloud;

    Crowds(Table table, BenchCloud cloud) {
        this.table = table;
        this.cloud = cloud;
    }

    private record Slow(SocketChannel channel, String more) {}

    void measure() throws IOException, InterruptedException {
        var ask = cloud.api().ask("GET", "/compute/v2.1/flavors/detail", new byte[0]);
        var load = new Load(ask);
        load.run(CONNECTIONS, Long.MAX_VALUE, WARM);
        var quiet = load.run(CONNECTIONS, Long.MAX_VALUE, RUN);
        besideSlow(load, quiet);
        besideHasty(load, quiet, ask);
    }

    private void besideSlow(Load load, Load.Outcome quiet) throws IOException, InterruptedException {
        var open = new ArrayList<SocketChannel>();
        var slow = new ArrayList<Slow>();
        try {
            for (int i = 0; i < SILENT + SLOW; i++) open.add(connect(i / PER_SOURCE));
            for (int i = 0; i < SLOW; i++) {
                var kind = KINDS.entrySet().stream()
                        .skip(i % KINDS.size())
                        .findFirst()
                        .orElseThrow();
                var channel = open.get(SILENT + i);
                send(channel, kind.getKey());
                slow.add(new Slow(channel, kind.getValue()));
            }
            var dripping = Thread.ofVirtual().start(() -> drip(slow));
            var crowded = load.run(CONNECTIONS, Long.MAX_VALUE, RUN);
            dripping.interrupt();
            add("p50 beside 8,000 silent and 1,500 slow clients", crowded, quiet);
        } finally {
            for (var channel : open) channel.close();
        }
    }

    private void besideHasty(Load load, Load.Outcome quiet, Ask ask) throws IOException, InterruptedException {
        try (var hasty = new Hasty()) {
            for (int i = 0; i < HASTY; i++) hasty.add(connect(i), ask.bytes(), i % 2 == 0);
            var crowded = load.run(CONNECTIONS, Long.MAX_VALUE, RUN);
            add("p50 beside 4 that ask without waiting for answers", crowded, quiet);
        }
    }

    private void add(String what, Load.Outcome crowded, Load.Outcome quiet) {
        table.add(new Row(
                what,
                crowded.millis(0.5),
                "ms",
                quiet.millis(0.5),
                Goal.times(2),
                String.format(
                        Locale.ROOT,
                        "p99 %.1f ms, without them %.1f ms; %.0f and %.0f per s",
                        crowded.millis(0.99),
                        quiet.millis(0.99),
                        crowded.perSecond(),
                        quiet.perSecond())));
    }

    /// @param source one of loopback's many addresses
    private SocketChannel connect(int source) throws IOException {
        var channel = SocketChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.2." + (1 + source)), 0));
        channel.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), cloud.api().at("/").getPort()));
        return channel;
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /// A byte of each, once a second; those that are cut off are left alone.
    private static void drip(List<Slow> slow) {
        try {
            while (true) {
                for (var each : slow) {
                    try {
                        send(each.channel, each.more);
                    } catch (IOException e) {
                        // Cut off, as it should be.
                    }
                }
                Thread.sleep(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
