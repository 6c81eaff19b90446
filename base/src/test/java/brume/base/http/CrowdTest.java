package brume.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.id.Ids;
import brume.base.shape.Shape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Many at once: each source has its share, all together have an end, and both are told as the protocol does.
final class CrowdTest {
    private static final Crowd CROWD = new Crowd(40, 10, 6, 4, 100_000);
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String HELD = "GET /held HTTP/1.1\r\nHost: a\r\n\r\n";
    private final Semaphore leave = new Semaphore(0);
    private final Semaphore inside = new Semaphore(0);
    private final List<Wire> open = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void listen() {
        var routes = List.of(
                Route.open("GET", "/", request -> Response.text(200, request.source())),
                Route.open("POST", "/things", request -> Response.empty(204)).body(Shape.open()),
                Route.open("GET", "/held", request -> {
                    inside.release();
                    leave.acquireUninterruptibly();
                    return Response.text(200, "done");
                }));
        server = new HttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(new Service("", new PlainDialect(), routes)),
                new Limits(1 << 20, 16 << 10, Pace.DEFAULT, CROWD, Set.of("127.0.0.9")),
                new Ids(InstantSource.system(), new SecureRandom()));
    }

    @AfterEach
    void stop() throws IOException {
        leave.release(1000);
        for (var wire : open) wire.close();
        server.close();
    }

    private Wire from(String source) throws IOException {
        var wire = new Wire(source, server.port());
        open.add(wire);
        return wire;
    }

    @Test
    void aSourceWithTooManyConnectionsIsToldAndOthersAreServed() throws IOException {
        for (int i = 0; i < 10; i++)
            assertThat(from("127.0.0.2").send(GET).head()).startsWith("HTTP/1.1 200 ");
        assertThat(from("127.0.0.2").send(GET).rest())
                .startsWith("HTTP/1.1 429 ")
                .containsIgnoringCase("retry-after: 1")
                .containsIgnoringCase("connection: close");
        assertThat(from("127.0.0.3").send(GET).head()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aSourceThatGoesOnAllTheSameIsCutOff() throws IOException {
        for (int i = 0; i < 12; i++) from("127.0.0.2");
        assertThat(from("127.0.0.2").rest()).isEmpty();
        assertThat(from("127.0.0.3").send(GET).head()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void silentConnectionsMakeRoomWhenItGetsCrowded() throws IOException {
        var silent = new ArrayList<Wire>();
        for (int i = 0; i < 40; i++) silent.add(from("127.0.0." + (10 + i / 10)));
        Awaitility.await().until(() -> {
            for (var wire : silent) if (wire.ended()) return true;
            return false;
        });
        Awaitility.await().until(() -> from("127.0.0.2").send(GET).head().startsWith("HTTP/1.1 200 "));
    }

    @Test
    void whoComesTogetherWithACrowdWaitsUntilItsSilentOnesAreGone() throws IOException {
        for (int i = 0; i < 40; i++)
            assertThat(from("127.0.0." + (10 + i / 10)).send(GET).head()).startsWith("HTTP/1.1 200 ");
        assertThat(from("127.0.0.2").send(GET).head()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aSourceWithTooManyRequestsIsToldAndOthersAreServed() throws IOException {
        for (int i = 0; i < 4; i++) from("127.0.0.2").send(HELD);
        inside.acquireUninterruptibly(4);
        var fifth = from("127.0.0.2");
        assertThat(fifth.send(GET).head()).startsWith("HTTP/1.1 429 ").containsIgnoringCase("retry-after: 1");
        assertThat(from("127.0.0.3").send(GET).head()).startsWith("HTTP/1.1 200 ");
        leave.release(4);
        for (int i = 0; i < 4; i++) assertThat(open.get(i).head()).startsWith("HTTP/1.1 200 ");
        Awaitility.await().until(() -> from("127.0.0.2").send(GET).head().startsWith("HTTP/1.1 200 "));
    }

    @Test
    void tooManyRequestsInAllAreToldToComeLater() throws IOException {
        for (int i = 0; i < 6; i++) from("127.0.0." + (2 + i)).send(HELD);
        inside.acquireUninterruptibly(6);
        assertThat(from("127.0.0.8").send(GET).head())
                .startsWith("HTTP/1.1 503 ")
                .containsIgnoringCase("retry-after: 1");
    }

    @Test
    void whatIsInMemoryHasAnEnd() throws IOException {
        var half = "POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n{\"a\": \"" + "x".repeat(45_000);
        from("127.0.0.2").send(half);
        Awaitility.await("a source has half of it")
                .untilAsserted(() -> assertThat(from("127.0.0.2").send(half).head())
                        .startsWith("HTTP/1.1 503 ")
                        .containsIgnoringCase("retry-after: 1"));
        assertThat(from("127.0.0.3").send(GET).head()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aProxyIsBelievedAndWhatItsClientMakesUpIsNot() throws IOException {
        var forwarded = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: %s\r\n\r\n";
        assertThat(from("127.0.0.9").send(forwarded.formatted("10.0.0.1")).rest())
                .endsWith("10.0.0.1");
        assertThat(from("127.0.0.9")
                        .send(forwarded.formatted("1.1.1.1, 10.0.0.1"))
                        .rest())
                .endsWith("10.0.0.1");
        assertThat(from("127.0.0.9")
                        .send(forwarded.formatted("10.0.0.1, 127.0.0.9"))
                        .rest())
                .endsWith("10.0.0.1");
        assertThat(from("127.0.0.9").send(forwarded.formatted("nonsense")).rest())
                .endsWith("127.0.0.9");
        assertThat(from("127.0.0.2").send(forwarded.formatted("10.0.0.1")).rest())
                .endsWith("127.0.0.2");
    }
}
