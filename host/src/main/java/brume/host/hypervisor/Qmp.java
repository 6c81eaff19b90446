package brume.host.hypervisor;

import brume.base.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A connection to one QEMU, over its socket. Calls may come from any thread.
///
/// Source: QEMU Machine Protocol Specification (`docs/interop/qmp-spec`).
final class Qmp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LINE_CHARS = 1 << 20;

    private final SocketChannel channel;
    private final Consumer<JsonNode> events;
    private final Runnable closed;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean open = true;

    private Qmp(SocketChannel channel, Consumer<JsonNode> events, Runnable closed) {
        this.channel = channel;
        this.events = events;
        this.closed = closed;
    }

    /// Connects, as soon as there is a socket.
    ///
    /// @param user   who must answer: what lies at `socket` is in the guest's hands
    /// @param alive  whether it is worth to wait on
    /// @param events is given each event
    /// @param closed is called once, when QEMU has gone
    /// @throws HypervisorFault when there is no answer
    static Qmp connect(Path socket, int user, BooleanSupplier alive, Consumer<JsonNode> events, Runnable closed) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            SocketChannel channel = null;
            try {
                channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(UnixDomainSocketAddress.of(socket));
                var peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
                if (!peer.user().getName().equals(Integer.toString(user)))
                    throw new HypervisorFault("QMP: " + peer.user() + " answers");
                var qmp = new Qmp(channel, events, closed);
                Thread.ofVirtual().name("qmp").start(qmp::read);
                qmp.await(qmp.greeting, "greeting");
                qmp.call("qmp_capabilities");
                return qmp;
            } catch (IOException e) {
                shut(channel);
                if (!alive.getAsBoolean()) throw new HypervisorFault("QEMU ended before it could be spoken to", e);
                if (System.nanoTime() >= end) throw new HypervisorFault("QMP: no answer: " + e, e);
                pause();
            } catch (HypervisorFault e) {
                shut(channel);
                throw e;
            }
        }
    }

    boolean open() {
        return open;
    }

    JsonNode call(String command) {
        return call(command, Map.of());
    }

    /// @throws HypervisorFault when QEMU refuses, does not answer in time, or has gone
    JsonNode call(String command, Map<String, Object> arguments) {
        long number = numbers.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        waiting.put(number, answer);
        try {
            var request = Json.bytes(Map.of("execute", command, "arguments", arguments, "id", number));
            synchronized (this) {
                var bytes = ByteBuffer.wrap(request);
                while (bytes.hasRemaining()) channel.write(bytes);
                channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
            // The reader may have gone between the check that it is there and our entry into the map.
            if (!open) throw new HypervisorFault("QMP " + command + ": QEMU has gone");
            return await(answer, command);
        } catch (IOException e) {
            throw new HypervisorFault("QMP " + command + ": " + e, e);
        } finally {
            waiting.remove(number);
        }
    }

    /// The `status` of `query-status`: `running`, `paused`, `shutdown` …
    String status() {
        return call("query-status").path("status").asString("");
    }

    /// Waits until the guest has powered off, or QEMU has gone.
    ///
    /// @return whether that was within `limit`
    boolean awaitShutdown(Duration limit) {
        try {
            return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorFault("interrupted", e);
        }
    }

    private JsonNode await(CompletableFuture<JsonNode> answer, String what) {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new HypervisorFault("QMP " + what + ": " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new HypervisorFault("QMP " + what + ": no answer within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorFault("QMP " + what + ": interrupted", e);
        }
    }

    private void read() {
        try (var in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (String line; (line = line(in)) != null; ) take(Json.read(line));
        } catch (IOException | JacksonException e) {
            // What can't be read is as good as gone.
        } finally {
            open = false;
            ended.countDown();
            var gone = new IOException("QEMU has gone");
            greeting.completeExceptionally(gone);
            waiting.values().forEach(answer -> answer.completeExceptionally(gone));
            closed.run();
        }
    }

    /// QEMU is what a guest breaks out of first: no line of it is read without a bound.
    private static String line(BufferedReader in) throws IOException {
        var line = new StringBuilder();
        for (int c; (c = in.read()) >= 0; ) {
            if (c == '\n') return line.toString();
            if (line.length() >= LINE_CHARS) throw new IOException("endless line");
            line.append((char) c);
        }
        return null;
    }

    private void take(JsonNode message) {
        if (message.has("QMP")) {
            greeting.complete(message);
        } else if (message.has("event")) {
            if (message.path("event").asString("").equals("SHUTDOWN")) ended.countDown();
            events.accept(message);
        } else {
            var answer = waiting.get(message.path("id").asLong(-1));
            if (answer == null) return;
            if (message.has("error"))
                answer.completeExceptionally(
                        new IOException(message.path("error").path("desc").asString("refused")));
            else answer.complete(message.path("return"));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorFault("interrupted", e);
        }
    }

    private static void shut(SocketChannel channel) {
        try {
            if (channel != null) channel.close();
        } catch (IOException e) {
            // Nothing is lost with it.
        }
    }

    @Override
    public void close() {
        shut(channel);
    }
}
