package brume.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.id.Ids;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A request's first line, by the letter: method, target and version, a space between them (RFC 9112, section 3).
final class RequestLineTest {
    private static final String HEAD = "Host: a\r\nConnection: close\r\n\r\n";
    private static final String BEHIND = "GET /found HTTP/1.1\r\n" + HEAD;
    private static HttpServer server;

    @BeforeAll
    static void listen() {
        server = new HttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(new Service(
                        "",
                        new PlainDialect(),
                        List.of(
                                Route.open("GET", "/", request -> Response.text(200, "root")),
                                Route.open("GET", "/found", request -> Response.text(200, "found"))))),
                Limits.DEFAULT,
                new Ids(InstantSource.system(), new SecureRandom()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String answers(List<String> pieces) throws IOException {
        try (var wire = new Wire("127.0.0.1", server.port())) {
            for (var piece : pieces) wire.send(piece);
            return wire.rest();
        }
    }

    private static void refused(String answers) {
        assertThat(answers).startsWith("HTTP/1.1 400 ").endsWith("\r\n\r\n").containsIgnoringCase("connection: close");
        assertThat(answers.split("HTTP/1.1 ")).as("one answer").hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET  HTTP/1.1",
                "GET  /found HTTP/1.1",
                "GET /found  HTTP/1.1",
                "GET /found HTTP/1.1 ",
                "GET /found HTTP/1.1x",
                "GET /found HTTP/1.10",
                "GET /found HTTP/11",
                "GET /found HTTP/1",
                "GET /found HTTP/1.",
                "GET /found HTTP/",
                "GET /found HTTP/0.9",
                "GET /found HTTP/2.0",
                "GET /found HTTP/2",
                "GET /found HTTP/3.0",
                "GET /found HTTP/9.9",
                "GET /found HTTP/1.x",
                "GET /found FOO/1.1",
                "GET /found http/1.1",
                "GET /found hTtP/1.0",
                "GET / http/1.1",
                "GET /found x HTTP/1.1",
                "GET /found",
                "GET /found ",
                "GET",
                "GET ",
                "PRI * HTTP/2.0",
                "GET /found#part HTTP/1.1",
                "GET /found# HTTP/1.1",
                "GET /found?a=b#c HTTP/1.1",
                "GET http://a/found#c HTTP/1.1"
            })
    void whatIsNoneIsRefusedBare(String line) throws IOException {
        refused(answers(List.of(line + "\r\n" + HEAD + BEHIND)));
        try (var wire = new Wire("127.0.0.1", server.port())) {
            wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n" + line + "\r\n" + HEAD + BEHIND);
            assertThat(wire.answer()).isEqualTo("200 root");
            refused(wire.rest());
        }
    }

    /// A byte at a time, as it may come: who is refused in the middle of a line might not hear of it.
    @Test
    void aLineIsLookedAtWhereverItIsCut() {
        for (var line :
                List.of("GET  HTTP/1.1\r\n", "GET / HTTP/1.10\r\n", "GET /#a HTTP/1.1\r\n", "GET /\r\n", "GET\r\n")) {
            assertThat(goesOn(line)).as(line).isFalse();
        }
        for (var line :
                List.of("GET / HTTP/1.1\r\n", "\r\nGET http://a/?b HTTP/1.0\r\n", "G#T / HTTP/1.5\r\nHost: # #\r\n"))
            assertThat(goesOn(line)).as(line).isTrue();
    }

    private static boolean goesOn(String text) {
        var line = new RequestLine();
        for (byte each : text.getBytes(StandardCharsets.US_ASCII)) {
            if (!line.goesOn(ByteBuffer.wrap(new byte[] {each}))) return false;
        }
        return true;
    }

    private static List<String> split(String text) {
        return text.chars().mapToObj(Character::toString).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /found HTTP/1.1",
                "GET /found HTTP/1.0",
                "GET /found HTTP/1.2",
                "GET /found HTTP/1.9",
                "\r\nGET /found HTTP/1.1",
                "\r\n\r\nGET /found HTTP/1.3",
                "GET /found? HTTP/1.1",
                "GET http://a/found HTTP/1.1",
            })
    void whatIsOneIsServed(String line) throws IOException {
        assertThat(answers(List.of(line + "\r\n" + HEAD)))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\nfound");
        assertThat(answers(split(line + "\r\n" + HEAD)))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\nfound");
    }

    /// A minor version says no more of what was sent (RFC 9110, section 2.5): the connection goes on as that of 1.1
    /// does.
    @Test
    void aLaterMinorVersionIsServedAsOurs() throws IOException {
        try (var wire = new Wire("127.0.0.1", server.port())) {
            var one = "GET / HTTP/1.2\r\nHost: a\r\n\r\n";
            assertThat(wire.send(one + one).answer()).isEqualTo("200 root");
            assertThat(wire.answer()).isEqualTo("200 root");
            assertThat(wire.send(BEHIND).rest()).endsWith("found");
        }
    }
}
