package brume.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.id.Ids;
import brume.base.shape.Shape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Where one request ends and the next begins, whatever becomes of the first; and where an answer ends.
final class FramingTest {
    private static final String LAST = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static HttpServer server;

    @BeforeAll
    static void listen() {
        var routes = List.of(
                Route.open("GET", "/last", request -> Response.text(200, "last")),
                Route.open("GET", "/text", request -> Response.text(200, "text")),
                Route.open("GET", "/unchanged", request -> Response.text(304, "text")),
                Route.open("GET", "/nothing", request -> Response.text(204, "text")),
                Route.of("POST", "/things", "things:create", request -> Response.empty(201))
                        .body(Shape.open()),
                Route.open("PUT", "/taken", request -> {
                            request.body().readAllBytes();
                            return Response.text(200, "taken");
                        })
                        .streaming(),
                Route.open("PUT", "/refused", request -> {
                            try (var body = request.body()) {
                                return Response.text(409, "after " + body.read());
                            }
                        })
                        .streaming(),
                broken("/broken", -1, 5),
                broken("/broken-short", 10, 5),
                broken("/broken-at-once", -1, 0));
        server = new HttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(new Service("", new PlainDialect(), routes)),
                Limits.DEFAULT,
                new Ids(InstantSource.system(), new SecureRandom()));
    }

    private static Route broken(String path, long length, int sent) {
        return Route.open(
                "GET",
                path,
                request -> Response.stream(200, "application/octet-stream", length, out -> {
                    if (sent > 0) out.write(new byte[sent]);
                    throw new IOException("the disk is gone");
                }));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String all(String... requests) throws IOException {
        try (var wire = new Wire("127.0.0.1", server.port())) {
            for (var request : requests) wire.send(request);
            return wire.rest();
        }
    }

    private static List<String> statuses(String answers) {
        return answers.lines()
                .map(line -> line.replaceFirst("^.*(?=HTTP/1\\.1 )", ""))
                .filter(line -> line.startsWith("HTTP/1.1 "))
                .map(line -> line.substring(9, 12))
                .toList();
    }

    @Test
    void anAnswerThatBreaksOffDoesNotLookWhole() throws IOException {
        var chunked = all("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(chunked).startsWith("HTTP/1.1 200 ").doesNotContain("\r\n0\r\n");
        assertThat(all("GET /broken-short HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("Content-Length: 10");
    }

    @Test
    void anAnswerThatBreaksOffBeforeItBeganIsAFault() throws IOException {
        assertThat(all("GET /broken-at-once HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 500 ");
    }

    @Test
    void aBrokenBodyThatIsAStreamIsRefused() throws IOException {
        var head = "PUT /taken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (var body : List.of("zz\r\nabc\r\n0\r\n\r\n", "1\r\nabc\r\n0\r\n\r\n", "ffffffffffffffff\r\nabc"))
            assertThat(statuses(all(head + body + LAST))).as(body).containsExactly("400");
    }

    @Test
    void aStreamThatIsRefusedInTheMiddleIsToldSoAndTheConnectionCloses() throws IOException {
        var answer = all("PUT /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n", "x".repeat(100_000));
        assertThat(answer).startsWith("HTTP/1.1 409 ").contains("after 120").containsIgnoringCase("connection: close");
    }

    @Test
    void aBodyThatNobodyReadIsNoRequest() throws IOException {
        var inside = "GET /text HTTP/1.1\r\nHost: a\r\n\r\n";
        var head = " HTTP/1.1\r\nHost: a\r\nContent-Length: " + inside.length() + "\r\n\r\n" + inside;
        assertThat(statuses(all("POST /things" + head + "POST /none" + head + "PUT /text" + head + LAST)))
                .containsExactly("401", "404", "405", "200");
        var chunk = " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(inside.length())
                + "\r\n" + inside + "\r\n0\r\nA-Trailer: b\r\n\r\n";
        assertThat(statuses(all("POST /things" + chunk + "PUT /taken" + chunk + LAST)))
                .containsExactly("401", "200", "200");
    }

    @Test
    void whoAsksFirstIsToldToGoOnOrNotTo() throws IOException {
        var ask = " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
        try (var wire = new Wire("127.0.0.1", server.port())) {
            assertThat(wire.send("PUT /taken" + ask).head()).startsWith("HTTP/1.1 100 ");
            assertThat(wire.send("{}").head()).startsWith("HTTP/1.1 200 ");
            assertThat(wire.take(5).send("POST /things" + ask).rest())
                    .startsWith("HTTP/1.1 401 ")
                    .containsIgnoringCase("connection: close");
        }
        assertThat(statuses(all("POST /things" + ask + "{}" + LAST))).startsWith("401");
    }

    @Test
    void whatHasNoBodyHasNone() throws IOException {
        var answers = all("HEAD /text HTTP/1.1\r\nHost: a\r\n\r\n"
                + "HEAD /broken HTTP/1.1\r\nHost: a\r\n\r\n"
                + "HEAD /none HTTP/1.1\r\nHost: a\r\n\r\n"
                + "GET /unchanged HTTP/1.1\r\nHost: a\r\n\r\n"
                + "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"
                + LAST);
        assertThat(statuses(answers)).containsExactly("200", "200", "404", "304", "204", "200");
        assertThat(answers).doesNotContain("text\r\n", "textHTTP");
    }
}
