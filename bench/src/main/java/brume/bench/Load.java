package brume.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// The same request again and again on some connections that stay open, as cheaply as can be: the generator runs on
/// the cores that the server runs on. Only a server on this machine is ever asked.
final class Load {
    private static final int TIMEOUT_MILLIS = 30_000;
    private final InetSocketAddress server;
    private final byte[] request;

    /// @param headers whole lines
    Load(URI uri, List<String> headers) {
        if (!uri.getHost().equals("127.0.0.1")) throw new IllegalArgumentException("only this machine: " + uri);
        server = new InetSocketAddress(uri.getHost(), uri.getPort());
        var path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        var head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n");
        headers.forEach(line -> head.append(line).append("\r\n"));
        request = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// What came of a run.
    ///
    /// @param latencies in nanoseconds, sorted
    record Outcome(long requests, Duration wall, long[] latencies, long bodyBytes) {
        double perSecond() {
            return requests / (wall.toNanos() / 1e9);
        }

        double millis(double quantile) {
            return latencies[(int) Math.min(latencies.length - 1, Math.round(quantile * latencies.length))] / 1e6;
        }
    }

    /// @param most requests at most, over all connections
    Outcome run(int connections, long most, Duration time) {
        var left = new AtomicLong(most);
        var latencies = new ConcurrentLinkedQueue<long[]>();
        var bytes = new AtomicLong();
        var failures = new ConcurrentLinkedQueue<IOException>();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    latencies.add(connection(left, end, bytes));
                } catch (IOException e) {
                    failures.add(e);
                }
            }));
        }
        try {
            for (var thread : threads) thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (!failures.isEmpty()) throw new IllegalStateException("a request failed", failures.peek());
        var wall = Duration.ofNanos(System.nanoTime() - start);
        var all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Outcome(all.length, wall, all, bytes.get());
    }

    private long[] connection(AtomicLong left, long end, AtomicLong bytes) throws IOException {
        var times = new long[1024];
        int count = 0;
        try (var socket = new Socket()) {
            socket.connect(server, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            var out = socket.getOutputStream();
            while (System.nanoTime() < end && left.getAndDecrement() > 0) {
                long sent = System.nanoTime();
                out.write(request);
                bytes.addAndGet(answer(in));
                if (count == times.length) times = Arrays.copyOf(times, count * 2);
                times[count++] = System.nanoTime() - sent;
            }
        }
        return Arrays.copyOf(times, count);
    }

    /// Reads one answer, and returns the length of its body.
    private static long answer(InputStream in) throws IOException {
        var status = line(in);
        if (!status.startsWith("HTTP/1.1 2")) throw new IOException("answered " + status);
        long length = -1;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Long.parseLong(line.substring(15).strip());
            }
        }
        if (length < 0) throw new IOException("the answer has no length");
        in.skipNBytes(length);
        return length;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) throw new IOException("the connection was closed");
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }
}
