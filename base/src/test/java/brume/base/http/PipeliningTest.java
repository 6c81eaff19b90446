package brume.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.id.Ids;
import brume.base.shape.Shape;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who does not wait for an answer before he asks again (RFC 9112, 9.3.2) has no more of the server than who does.
final class PipeliningTest {
    /// An answer that no connection takes at once.
    private static final int LONG = 8 << 20;

    private static final String GET_LONG = get("/long");
    private static final int MANY = 500;

    /// Who takes nothing is given up soon; a source may have one long answer in memory, and no second.
    private static final Limits LIMITS = new Limits(
            1 << 20,
            16 << 10,
            new Pace(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(2), 1 << 30),
            new Crowd(1_000, 500, 500, 400, 3L * LONG),
            Set.of());

    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore leave = new Semaphore(0);
    private final List<Wire> open = new ArrayList<>();
    private Server server;
    private Listener listener;

    @BeforeEach
    void listen() throws Exception {
        var virtual = Executors.newVirtualThreadPerTaskExecutor();
        server = new Server(new Workers(task -> {
            virtual.execute(task);
            started.incrementAndGet();
        }));
        server.setErrorHandler(new BareErrors());
        var visits = new Visits(LIMITS);
        listener = new Listener(server, visits, new Http1(HttpServer.http(LIMITS)));
        listener.setHost("127.0.0.1");
        server.addConnector(listener);
        var entrance = new Entrance(LIMITS, visits, new Ids(InstantSource.system(), new SecureRandom()));
        server.setHandler(entrance);
        entrance.serve(List.of(new Service(
                "",
                new PlainDialect(),
                List.of(
                        Route.open("GET", "/", request -> Response.text(200, Integer.toString(begun.get()))),
                        Route.open("GET", "/echo/{number:text}", this::echo),
                        Route.open("POST", "/echo/{number:text}", this::echo).body(Shape.open()),
                        Route.open("PUT", "/unread/{number:text}", this::echo).streaming(),
                        Route.open("GET", "/held/{number:text}", this::hold),
                        Route.open("GET", "/busy/{number:text}", this::keepBusy),
                        Route.open("GET", "/long", request -> {
                            begun.incrementAndGet();
                            return Response.bytes(200, "application/octet-stream", new byte[LONG]);
                        })))));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        leave.release(1_000_000);
        for (var wire : open) wire.close();
        server.stop();
    }

    private Response echo(Request request) {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        try {
            Thread.yield();
            return Response.text(200, request.place("number"));
        } finally {
            inside.decrementAndGet();
        }
    }

    private Response hold(Request request) {
        entered.release();
        leave.acquireUninterruptibly();
        return echo(request);
    }

    /// The first of a connection keeps a processor until [#leave].
    private Response keepBusy(Request request) {
        begun.incrementAndGet();
        if (request.place("number").equals("0")) {
            entered.release();
            while (leave.availablePermits() == 0) Thread.onSpinWait();
        }
        return Response.text(200, "");
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private Wire from(String source) throws IOException {
        var wire = new Wire(source, listener.getLocalPort());
        open.add(wire);
        return wire;
    }

    /// Sends it all while others read.
    private static Thread sending(Wire wire, String text) {
        return Thread.ofPlatform().start(() -> {
            try {
                wire.send(text);
            } catch (IOException e) {
                // It was ended.
            }
        });
    }

    /// A request of one of many kinds, whose answer is its number.
    private static String asking(int number) {
        return switch (number % 5) {
            case 0 -> "POST /echo/" + number + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
            case 1 ->
                "POST /echo/" + number
                        + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
            case 2 ->
                "PUT /unread/" + number + " HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n" + get("/echo/wrong")
                        + "abc";
            default -> get("/echo/" + number);
        };
    }

    @Test
    void eachAnswerIsThatOfItsRequest() throws Exception {
        try (var wire = from("127.0.0.2")) {
            var all = IntStream.range(0, MANY).mapToObj(PipeliningTest::asking).collect(Collectors.joining());
            var sender = sending(wire, all + "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            for (int i = 0; i < MANY; i++) assertThat(wire.answer()).isEqualTo("200 " + i);
            assertThat(wire.answer()).isEqualTo("404 ");
            sender.join();
            assertThat(wire.rest()).isEmpty();
            assertThat(most).hasValue(1);
        }
    }

    @Test
    void theNextOneBeginsWhenTheAnswerIsMade() throws IOException {
        var wire = from("127.0.0.2");
        wire.send(IntStream.range(0, 50).mapToObj(i -> get("/held/" + i)).collect(Collectors.joining()));
        for (int i = 0; i < 50; i++) {
            entered.acquireUninterruptibly();
            assertThat(from("127.0.0.3").send(get("/")).answer()).startsWith("200 ");
            assertThat(entered.availablePermits()).isZero();
            leave.release();
            assertThat(wire.answer()).isEqualTo("200 " + i);
        }
    }

    @Test
    void aSecondAnswerIsNotMadeBeforeTheFirstIsTaken() throws Exception {
        var wire = from("127.0.0.2");
        var sender = sending(wire, GET_LONG.repeat(20));
        for (int i = 1; i <= 20; i++) {
            assertThat(wire.head()).startsWith("HTTP/1.1 200 ");
            assertThat(begun).hasValue(i);
            wire.take(LONG);
        }
        sender.join();
    }

    @Test
    void whoNeverTakesAnAnswerIsGivenUpAndHasHadOne() throws Exception {
        var wire = from("127.0.0.2");
        var sender = sending(wire, GET_LONG.repeat(1_000_000));
        Awaitility.await().until(() -> begun.get() == 1);
        assertThat(from("127.0.0.3").send(get("/")).answer()).isEqualTo("200 1");
        // Its end is that nobody takes what it sends.
        sender.join();
        assertThat(begun).hasValue(1);
        Awaitility.await("what it held is free again")
                .untilAsserted(() ->
                        assertThat(from("127.0.0.2").send(GET_LONG).head()).startsWith("HTTP/1.1 200 "));
    }

    /// After an answer that had to wait for its client, another thread takes the connection up again.
    @Test
    void thoseWhoGoOnAfterALongAnswerDoNotUseUpThreads() throws Exception {
        for (int i = 0; i < 50; i++) {
            var wire = from("127.0.0.2").send(GET_LONG + get("/held/" + i));
            assertThat(wire.head()).startsWith("HTTP/1.1 200 ");
            wire.take(LONG);
            assertThat(entered.tryAcquire(20, TimeUnit.SECONDS))
                    .as("number %s", i)
                    .isTrue();
        }
        assertThat(from("127.0.0.3").send(get("/")).answer()).startsWith("200 ");
        leave.release(50);
        for (int i = 0; i < 50; i++) assertThat(open.get(i).answer()).isEqualTo("200 " + i);
    }

    /// Nobody takes a processor from a virtual thread: one whose connection has always another request keeps it, unless
    /// it lets go.
    @Test
    void whoAlwaysHasAnotherRequestWaitsHisTurn() throws IOException {
        // To take on a connection is work of its own, by threads that stand in another line.
        var other = from("127.0.0.3");
        assertThat(other.send(get("/")).answer()).startsWith("200 ");
        int processors = Runtime.getRuntime().availableProcessors();
        int length = 200;
        var requests =
                IntStream.range(0, length).mapToObj(i -> get("/busy/" + i)).collect(Collectors.joining());
        for (int i = 0; i < processors; i++) from("127.0.0.2").send(requests);
        entered.acquireUninterruptibly(processors);
        int before = started.get();
        other.send(get("/"));
        Awaitility.await("it stands in line").until(() -> started.get() > before);
        leave.release();
        var served = other.answer();
        assertThat(served).startsWith("200 ");
        assertThat(Integer.parseInt(served.substring(4))).isLessThan(10 * processors);
    }
}
