package brume.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.id.Ids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two threads on one connection, in the worst order, made by latches. Requests run on virtual threads; a connection
/// whose
/// bad request is answered is taken up again by one that is not virtual.
final class InterleavingTest {
    private static final String LAST = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private final CountDownLatch readAgain = new CountDownLatch(1);
    private final CountDownLatch mayRead = new CountDownLatch(1);
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch mayLeave = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch toldSo = new CountDownLatch(1);
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile Thread first;
    private Server server;
    private Listener listener;

    /// @param head how long a head may take
    private void listen(Duration head) throws Exception {
        var pace = new Pace(Duration.ofMinutes(1), head, Duration.ofMinutes(1), 1 << 10);
        var limits = new Limits(1 << 20, 16 << 10, pace, Crowd.DEFAULT, Set.of());
        var threads = new QueuedThreadPool();
        threads.setVirtualThreadsExecutor(held());
        server = new Server(threads);
        server.setErrorHandler(new BareErrors());
        var visits = new Visits(limits);
        listener = new Listener(server, visits, this::heldEnd, new Http1(HttpServer.http(limits)));
        listener.setHost("127.0.0.1");
        server.addConnector(listener);
        var entrance = new Entrance(limits, visits, new Ids(InstantSource.system(), new SecureRandom()));
        server.setHandler(entrance);
        entrance.serve(List.of(new Service(
                "",
                new PlainDialect(),
                List.of(
                        Route.open("POST", "/held", this::hold).streaming(),
                        Route.open("GET", "/taken", request -> {
                            taken.set(true);
                            return Response.text(200, "taken");
                        }),
                        Route.open("GET", "/last", request -> Response.text(200, "last"))))));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        List.of(readAgain, mayRead, inside, mayLeave, toldSo).forEach(CountDownLatch::countDown);
        server.stop();
    }

    private Response hold(Request request) throws IOException {
        request.body().readAllBytes();
        inside.countDown();
        await(mayLeave);
        return Response.empty(204);
    }

    /// Whoever has a bad request answered by another thread goes on only when its connection is being read again.
    private Executor held() {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        return task -> {
            boolean inRequest = Thread.currentThread().isVirtual();
            if (inRequest) first = Thread.currentThread();
            threads.execute(task);
            if (inRequest) await(readAgain);
        };
    }

    private SocketChannelEndPoint heldEnd(
            SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        return new SocketChannelEndPoint(channel, selector, key, scheduler) {
            @Override
            public int fill(ByteBuffer into) throws IOException {
                if (!Thread.currentThread().isVirtual()) {
                    readAgain.countDown();
                    await(mayRead);
                }
                int filled = super.fill(into);
                if (begins(into)) begun.countDown();
                else if (begun.getCount() == 0) {
                    first = Thread.currentThread();
                    await(toldSo);
                }
                return filled;
            }
        };
    }

    private static boolean begins(ByteBuffer text) {
        return StandardCharsets.ISO_8859_1.decode(text.duplicate()).toString().endsWith("begun\r\n");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsReadFromOneConnectionIsNeverTheRequestOfAnother() throws Exception {
        listen(Duration.ofSeconds(20));
        try (var bad = new Wire("127.0.0.2", listener.getLocalPort());
                var good = new Wire("127.0.0.3", listener.getLocalPort())) {
            assertThat(bad.send("GET / HTTP/1.1\r\nHost: a b\r\n\r\n").head()).startsWith("HTTP/1.1 400 ");
            await(readAgain);
            first.join();
            good.send("POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
            await(inside);
            bad.send("GET /taken HTTP/1.1\r\nHost: a\r\n\r\n");
            mayRead.countDown();
            assertThat(bad.rest()).isEmpty();
            mayLeave.countDown();
            assertThat(good.head()).startsWith("HTTP/1.1 204 ");
            assertThat(good.send(LAST).rest()).startsWith("HTTP/1.1 200 ").endsWith("last");
            assertThat(taken).isFalse();
        }
    }

    @Test
    void whoWasToldToBeTooSlowIsNotServed() throws Exception {
        listen(Duration.ofSeconds(2));
        readAgain.countDown();
        try (var wire = new Wire("127.0.0.2", listener.getLocalPort())) {
            wire.send("GET /taken HTTP/1.1\r\nHost: a\r\nX: begun\r\n");
            await(begun);
            wire.send("\r\n");
            assertThat(wire.head()).startsWith("HTTP/1.1 408 ");
            // Nothing is known of the connection any more when its request is whole.
            Awaitility.await().until(() -> listener.getConnectedEndPoints().isEmpty());
            toldSo.countDown();
            assertThat(wire.rest()).isEmpty();
            first.join();
            assertThat(taken).isFalse();
        }
    }
}
