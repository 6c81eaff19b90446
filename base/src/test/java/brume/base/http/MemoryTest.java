package brume.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.id.Ids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The worst order of two threads on one connection that is refused, made by latches. Requests run on virtual threads;
/// a
/// connection whose bad request is answered is taken up again by one that is not virtual.
final class MemoryTest {
    private static final String LAST = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private final CountDownLatch readAgain = new CountDownLatch(1);
    private final CountDownLatch mayRead = new CountDownLatch(1);
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch mayLeave = new CountDownLatch(1);
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile Thread first;
    private Server server;
    private Listener listener;

    @BeforeEach
    void listen() throws Exception {
        var threads = new QueuedThreadPool();
        threads.setVirtualThreadsExecutor(held());
        server = new Server(threads);
        server.setErrorHandler(new BareErrors());
        var visits = new Visits(Limits.DEFAULT);
        listener = new Held(visits);
        listener.setHost("127.0.0.1");
        server.addConnector(listener);
        var entrance = new Entrance(Limits.DEFAULT, visits, new Ids(InstantSource.system(), new SecureRandom()));
        server.setHandler(entrance);
        entrance.serve(List.of(new Service(
                "",
                new PlainDialect(),
                List.of(
                        Route.open("POST", "/held", this::hold).streaming(),
                        Route.open("GET", "/of-another", request -> {
                            taken.set(true);
                            return Response.text(200, "of another");
                        }),
                        Route.open("GET", "/last", request -> Response.text(200, "last"))))));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        List.of(readAgain, mayRead, inside, mayLeave).forEach(CountDownLatch::countDown);
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
            threads.execute(task);
            if (!Thread.currentThread().isVirtual()) return;
            first = Thread.currentThread();
            await(readAgain);
        };
    }

    private final class Held extends Listener {
        Held(Visits visits) {
            super(server, visits, new HttpConnectionFactory(HttpServer.http(Limits.DEFAULT)));
        }

        @Override
        protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            return new SocketChannelEndPoint(channel, selector, key, getScheduler()) {
                @Override
                public int fill(ByteBuffer into) throws IOException {
                    if (!Thread.currentThread().isVirtual()) {
                        readAgain.countDown();
                        await(mayRead);
                    }
                    return super.fill(into);
                }
            };
        }
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
        try (var bad = new Wire("127.0.0.2", listener.getLocalPort());
                var good = new Wire("127.0.0.3", listener.getLocalPort())) {
            assertThat(bad.send("GET / HTTP/1.1\r\nHost: a b\r\n\r\n").head()).startsWith("HTTP/1.1 400 ");
            await(readAgain);
            first.join();
            good.send("POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
            await(inside);
            bad.send("GET /of-another HTTP/1.1\r\nHost: a\r\n\r\n");
            mayRead.countDown();
            assertThat(bad.rest()).isEmpty();
            mayLeave.countDown();
            assertThat(good.head()).startsWith("HTTP/1.1 204 ");
            assertThat(good.send(LAST).rest()).startsWith("HTTP/1.1 200 ").endsWith("last");
            assertThat(taken).isFalse();
        }
    }
}
