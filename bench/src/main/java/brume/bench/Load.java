package brume.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// The same request again and again on some connections that stay open.
final class Load {
    private final Ask ask;
    private final byte[] request;

    Load(Ask ask) {
        this.ask = ask;
        request = ask.bytes();
    }

    /// What came of a run.
    ///
    /// @param latencies in nanoseconds, sorted
    record Outcome(long requests, Duration wall, long[] latencies) {
        double perSecond() {
            return requests / (wall.toNanos() / 1e9);
        }

        double millis(double quantile) {
            return latencies[(int) Math.min(latencies.length - 1, Math.round(quantile * latencies.length))] / 1e6;
        }
    }

    /// @param most requests at most, over all connections
    Outcome run(int connections, long most, Duration time) throws InterruptedException {
        var left = new AtomicLong(most);
        var latencies = new ConcurrentLinkedQueue<long[]>();
        var failures = new ConcurrentLinkedQueue<IOException>();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    latencies.add(connection(left, end));
                } catch (IOException e) {
                    failures.add(e);
                }
            }));
        }
        try {
            for (var thread : threads) thread.join();
        } finally {
            for (var thread : threads) thread.interrupt();
        }
        if (!failures.isEmpty()) throw new IllegalStateException(ask.uri() + " failed", failures.peek());
        var wall = Duration.ofNanos(System.nanoTime() - start);
        var all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Outcome(all.length, wall, all);
    }

    /// Each asks at least once, however long that takes.
    private long[] connection(AtomicLong left, long end) throws IOException {
        var times = new long[1024];
        int count = 0;
        try (var exchange = new Exchange(ask.uri(), ask.tls())) {
            do {
                if (left.getAndDecrement() <= 0) break;
                long sent = System.nanoTime();
                exchange.ask(request);
                if (count == times.length) times = Arrays.copyOf(times, count * 2);
                times[count++] = System.nanoTime() - sent;
            } while (System.nanoTime() < end);
        }
        return Arrays.copyOf(times, count);
    }
}
