package brume.e2e.doors;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testcloud.TestCloud;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What is not HTTP gets a bare status and a close, and nothing behind it is taken for a request of its own.
final class BrokenHttpTest {
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

    @TestFactory
    Stream<DynamicTest> isRefusedBareAndTheConnectionIsClosed() {
        return Broken.requests(LOGIN).entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    try (var wire = new Raw(cloud.api())) {
                        wire.send(each.getValue().getBytes(StandardCharsets.ISO_8859_1));
                        wire.finish();
                        var answers = wire.rest();
                        assertThat(answers).hasSize(1);
                        assertThat(answers.getFirst().status()).isIn(Broken.REFUSALS);
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
                assertThat(answer.status()).isIn(Broken.REFUSALS);
                assertThat(answer.closed()).isTrue();
            });
        }
    }

    /// What stands behind the length is another request, and none. Who ends its side at once may get no answer to it.
    @Test
    void aBodyThatIsLongerThanItSaysIsTwoBadRequests() throws IOException {
        try (var wire = new Raw(cloud.api())) {
            wire.send((LOGIN + "Content-Type: application/json\r\nContent-Length: 5\r\n\r\n{\"a\":1}" + Broken.BEHIND)
                    .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(wire.rest()).extracting(Raw.Answer::status).containsExactly(400, 400);
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
            wire.send((one + other + one + Broken.BEHIND).getBytes(StandardCharsets.ISO_8859_1));
            assertThat(wire.rest()).extracting(Raw.Answer::status).containsExactly(200, 404, 200, 200);
        }
    }
}
