package brume.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.id.Ids;
import brume.base.shape.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who is slow is told so, and cut off; who is not slow does not notice.
final class SlowClientsTest {
    private static final Duration IDLE = Duration.ofMillis(1500);
    private static final Pace PACE = new Pace(IDLE, Duration.ofSeconds(1), Duration.ofMillis(500), 1 << 10);
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String UPLOAD = "PUT /bytes HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final CountDownLatch GIVEN_UP = new CountDownLatch(1);
    private static HttpServer server;

    @BeforeAll
    static void listen() {
        server = server(PACE);
    }

    private static HttpServer server(Pace pace) {
        var routes = List.of(
                Route.open("GET", "/", request -> Response.text(200, "hi")),
                Route.open("PUT", "/bytes", SlowClientsTest::count).streaming(),
                Route.open("POST", "/things", request -> Response.empty(204)).body(Shape.closed()),
                Route.open("GET", "/bytes", SlowClientsTest::endless),
                Route.open("GET", "/work", request -> {
                    Awaitility.await().pollDelay(IDLE.multipliedBy(2)).until(() -> true);
                    return Response.text(200, "done");
                }));
        return new HttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(new Service("", new PlainDialect(), routes)),
                new Limits(1 << 20, 16 << 10, pace, Crowd.DEFAULT, Set.of()),
                new Ids(InstantSource.system(), new SecureRandom()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Response count(Request request) throws IOException {
        try (InputStream in = request.body()) {
            return Response.text(200, Long.toString(in.skip(Long.MAX_VALUE)));
        }
    }

    private static Response endless(Request request) {
        return Response.stream(200, "application/octet-stream", -1, out -> {
            try {
                while (true) out.write(new byte[1 << 16]);
            } finally {
                GIVEN_UP.countDown();
            }
        });
    }

    private static Wire wire() throws IOException {
        return new Wire("127.0.0.1", server.port());
    }

    @Test
    void headersAByteAtATimeAreCutOff() throws IOException {
        try (var wire = wire()) {
            var answer =
                    wire.send("GET / HTTP/1.1\r\nHost: a\r\nX: ").trickle("y").rest();
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("Connection: close");
        }
    }

    @Test
    void headersAByteAtATimeAfterAGoodRequestAreCutOff() throws IOException {
        try (var wire = wire()) {
            wire.send(GET);
            assertThat(wire.head()).startsWith("HTTP/1.1 200 ");
            assertThat(wire.take(2).trickle("G").rest()).startsWith("HTTP/1.1 408 ");
        }
    }

    /// It came together with the request before, and nothing came since.
    @Test
    void halfAHeadBehindAWholeRequestIsCutOff() throws IOException {
        var patient = new Pace(Duration.ofMinutes(1), PACE.head(), Duration.ofMinutes(1), 1 << 10);
        var upload = UPLOAD + "1\r\na\r\n0\r\n\r\n";
        try (var server = server(patient)) {
            for (var half : List.of("G", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\nX: y")) {
                try (var wire = new Wire("127.0.0.1", server.port())) {
                    assertThat(wire.send(GET + upload + half).answer()).isEqualTo("200 hi");
                    assertThat(wire.answer()).isEqualTo("200 1");
                    assertThat(wire.rest()).as(half).startsWith("HTTP/1.1 408 ").contains("Connection: close");
                }
            }
        }
    }

    @Test
    void aBodyAByteAtATimeIsCutOff() throws IOException {
        try (var wire = wire()) {
            var answer = wire.send(UPLOAD).trickle("1\r\na\r\n").rest();
            assertThat(answer).startsWith("HTTP/1.1 408 ").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void aBodyOfJsonAByteAtATimeIsCutOff() throws IOException {
        try (var wire = wire()) {
            var head = "POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n{";
            assertThat(wire.send(head).trickle(" ").rest()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void aBodyThatStopsIsCutOff() throws IOException {
        try (var wire = wire()) {
            var answer = wire.send(UPLOAD).send("1\r\na\r\n").rest();
            assertThat(answer).startsWith("HTTP/1.1 408 ").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void aBodyThatNobodyWantedAndThatDoesNotComeIsNotWaitedFor() throws IOException {
        try (var wire = wire()) {
            var head = "POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
            assertThat(wire.send(head).trickle("a").rest())
                    .startsWith("HTTP/1.1 404 ")
                    .containsIgnoringCase("connection: close");
        }
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws IOException {
        try (var fresh = wire();
                var used = wire()) {
            assertThat(used.send(GET).head()).startsWith("HTTP/1.1 200 ");
            assertThat(fresh.rest()).isEmpty();
            assertThat(used.rest()).isEqualTo("hi");
        }
    }

    @Test
    void anAnswerThatNobodyTakesIsGivenUp() throws Exception {
        try (var wire = wire()) {
            wire.send("GET /bytes HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(GIVEN_UP.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aRequestMayTakeLongerThanAConnectionMayBeSilent() throws IOException {
        try (var wire = wire()) {
            assertThat(wire.send("GET /work HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                            .rest())
                    .endsWith("done");
        }
    }

    private static boolean served() throws IOException {
        try (var wire = wire()) {
            return wire.send(GET).head().startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void othersAreServedWhileHundredsAreSlow() throws IOException {
        var slow = new ArrayList<Wire>();
        try {
            for (int i = 0; i < 300; i++) slow.add(wire().send(i % 2 == 0 ? "GET / HT" : UPLOAD));
            for (int i = 0; i < 20; i++) Awaitility.await().until(SlowClientsTest::served);
            for (var wire : slow) assertThat(wire.rest()).startsWith("HTTP/1.1 408 ");
        } finally {
            for (var wire : slow) wire.close();
        }
    }
}
