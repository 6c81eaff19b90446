package brume.e2e.doors;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What is not HTTP gets a bare status and a close, and nothing behind it is taken for a request of its own.
final class BrokenHttpTest {
    private static final List<Integer> REFUSALS = List.of(400, 408, 413, 414, 417, 426, 431, 501, 505);
    private static final String BEHIND = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final String LOGIN = "POST /identity/v3/auth/tokens HTTP/1.1\r\nHost: a\r\n";

    private static TestCloud cloud;

    @BeforeAll
    static void start() {
        cloud = TestCloud.live(0);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    /// Requests that a server and a proxy before it could cut in different places.
    private static Map<String, String> broken() {
        var all = new LinkedHashMap<String, String>();
        all.put("two lengths", LOGIN + "Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + BEHIND);
        all.put("two lengths in one", LOGIN + "Content-Length: 0, 44\r\n\r\n" + BEHIND);
        all.put("a length with a sign", LOGIN + "Content-Length: +5\r\n\r\nhello" + BEHIND);
        all.put("a negative length", LOGIN + "Content-Length: -5\r\n\r\n" + BEHIND);
        all.put("a hexadecimal length", LOGIN + "Content-Length: 0x5\r\n\r\nhello" + BEHIND);
        all.put("a length past all numbers", LOGIN + "Content-Length: 99999999999999999999\r\n\r\n" + BEHIND);
        all.put(
                "a length and chunks",
                LOGIN + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG" + BEHIND);
        all.put("chunks of an unknown kind", LOGIN + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + BEHIND);
        all.put("chunks that are not last", LOGIN + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n" + BEHIND);
        all.put("a chunk of no size", LOGIN + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n" + BEHIND);
        all.put("a chunk past all sizes", LOGIN + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc" + BEHIND);
        all.put("a chunk of less than nothing", LOGIN + "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n" + BEHIND);
        all.put(
                "a chunk longer than it says",
                LOGIN + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n" + BEHIND);
        all.put("a space before the colon", LOGIN + "Content-Length : 44\r\n\r\n" + BEHIND);
        all.put("a folded header", LOGIN + "X-A: b\r\n c\r\n\r\n" + BEHIND);
        all.put("a header without a colon", LOGIN + "nonsense\r\n\r\n" + BEHIND);
        all.put("a header without a name", LOGIN + ": a\r\n\r\n" + BEHIND);
        all.put("NUL in a header", LOGIN + "X-A: a\u0000b\r\n\r\n" + BEHIND);
        all.put("NUL in a name", LOGIN + "X-\u0000A: b\r\n\r\n" + BEHIND);
        all.put("a bare carriage return", LOGIN + "X-A: a\rX-B: c\r\n\r\n" + BEHIND);
        all.put("no host", "GET / HTTP/1.1\r\n\r\n" + BEHIND);
        all.put("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + BEHIND);
        all.put("a host that is none", "GET / HTTP/1.1\r\nHost: a b/c?d\r\n\r\n" + BEHIND);
        all.put("no version", "GET /\r\n\r\n" + BEHIND);
        all.put("an unknown version", "GET / HTTP/9.9\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("another protocol", "SSH-2.0-OpenSSH_9.2\r\n" + BEHIND);
        all.put("a greeting of TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n");
        all.put("a line break in the target", "GET /\nX: y HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("NUL in the target", "GET /\u0000 HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("no slash", "GET nonsense HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("a method of brackets", "G(E)T / HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("a target of 100 KB", "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n" + BEHIND);
        all.put("a header of 100 KB", LOGIN + "X-A: " + "a".repeat(100_000) + "\r\n\r\n" + BEHIND);
        all.put("10,000 headers", LOGIN + "X-A: b\r\n".repeat(10_000) + "\r\n" + BEHIND);
        all.put("an expectation of something else", LOGIN + "Expect: miracles\r\nContent-Length: 0\r\n\r\n" + BEHIND);
        return all;
    }

    @TestFactory
    Stream<DynamicTest> isRefusedBareAndTheConnectionIsClosed() {
        return broken().entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    try (var wire = new Raw(cloud.api())) {
                        wire.send(each.getValue().getBytes(StandardCharsets.ISO_8859_1));
                        wire.finish();
                        var answers = wire.rest();
                        assertThat(answers).hasSize(1);
                        assertThat(answers.getFirst().status()).isIn(REFUSALS);
                        assertThat(answers.getFirst().closed()).isTrue();
                    }
                }));
    }

    @Test
    void aBodyThatEndsEarlyIsRefusedAndClosed() throws IOException {
        try (var wire = new Raw(cloud.api())) {
            wire.send((LOGIN + "Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"auth\":")
                    .getBytes(StandardCharsets.ISO_8859_1));
            wire.finish();
            assertThat(wire.rest()).allSatisfy(answer -> {
                assertThat(answer.status()).isIn(REFUSALS);
                assertThat(answer.closed()).isTrue();
            });
        }
    }

    /// Where a body is compressed, what it says it is goes to the reader of JSON as it came: nothing unpacks it.
    @Test
    void aBombOfZipIsNotUnpacked() throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        try (var zip = new java.util.zip.GZIPOutputStream(bytes)) {
            for (int i = 0; i < 64; i++) zip.write(new byte[1 << 20]);
        }
        try (var wire = new Raw(cloud.api())) {
            var head = LOGIN + "Content-Type: application/json\r\nContent-Encoding: gzip\r\nConnection: close\r\n"
                    + "Content-Length: " + bytes.size() + "\r\n\r\n";
            wire.send(head.getBytes(StandardCharsets.ISO_8859_1));
            wire.send(bytes.toByteArray());
            var answers = wire.rest();
            assertThat(answers)
                    .singleElement()
                    .satisfies(answer -> assertThat(answer.status()).isEqualTo(400));
        }
    }

    @Test
    void requestsInOneStreamAreAnsweredInTheirOrder() throws IOException {
        try (var wire = new Raw(cloud.api())) {
            var one = "GET /identity/v3 HTTP/1.1\r\nHost: a\r\n\r\n";
            var other = "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n";
            wire.send((one + other + one + BEHIND).getBytes(StandardCharsets.ISO_8859_1));
            assertThat(wire.rest()).extracting(Raw.Answer::status).containsExactly(200, 404, 200, 200);
        }
    }
}
