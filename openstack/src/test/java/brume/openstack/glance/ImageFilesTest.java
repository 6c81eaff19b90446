package brume.openstack.glance;

import static brume.openstack.glance.ImageApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An image's bytes over HTTP.
final class ImageFilesTest {
    private static final String RAW = "{\"disk_format\": \"raw\", \"container_format\": \"bare\"}";

    @TempDir
    Path folder;

    ImageApi api;

    @BeforeEach
    void open() {
        api = new ImageApi(folder);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static byte[] content(int size) {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private String path(String id) {
        return "/v2/images/" + id + "/file";
    }

    @Test
    void whatGoesUpComesDown() {
        var id = api.image(api.alice, RAW);
        assertThat(api.call(api.alice, "GET", path(id)).statusCode()).isEqualTo(204);
        var content = content(700_000);
        assertThat(api.upload(api.alice, id, content).statusCode()).isEqualTo(204);
        var image = json(api.call(api.alice, "GET", "/v2/images/" + id));
        assertThat(image.get("status").stringValue()).isEqualTo("active");
        assertThat(image.get("size").longValue()).isEqualTo(content.length);
        assertThat(image.get("virtual_size").longValue()).isEqualTo(content.length);
        assertThat(image.get("os_hash_algo").stringValue()).isEqualTo("sha512");
        var answer = api.call(api.alice, "GET", path(id));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(content);
        assertThat(answer.headers().firstValue("Content-MD5"))
                .contains(image.get("checksum").stringValue());
        assertThat(answer.headers().firstValue("Content-Length")).contains("700000");
        assertThat(api.call(api.alice, "HEAD", path(id)).statusCode()).isEqualTo(200);
        assertThat(api.upload(api.alice, id, content).statusCode()).isEqualTo(409);
    }

    @Test
    void rangesAreServedAsParts() {
        var id = api.image(api.alice, RAW);
        var content = content(1000);
        api.upload(api.alice, id, content);
        range(id, "bytes=0-0", content, 0, 1);
        range(id, "bytes=10-19", content, 10, 20);
        range(id, "bytes=990-", content, 990, 1000);
        range(id, "bytes=990-5000", content, 990, 1000);
        range(id, "bytes=-10", content, 990, 1000);
        range(id, "bytes=-5000", content, 0, 1000);
        for (var far : List.of("99999999999999999999", "9223372036854775807", "9".repeat(1000))) {
            range(id, "bytes=0-" + far, content, 0, 1000);
            range(id, "bytes=990-" + far, content, 990, 1000);
            range(id, "bytes=-" + far, content, 0, 1000);
        }
        range(id, "bytes=" + "0".repeat(30) + "10-" + "0".repeat(30) + "19", content, 10, 20);
        for (var bad : new String[] {
            "bytes=1000-",
            "bytes=5-4",
            "bytes=-0",
            "bytes=-",
            "bytes=0-1,3-4",
            "bytes=x",
            "bytes=99999999999999999999-",
            "bytes=99999999999999999999-5"
        }) {
            var answer = ranged(id, bad);
            assertThat(answer.statusCode()).as(bad).isEqualTo(416);
            assertThat(answer.headers().firstValue("Content-Range")).contains("bytes */1000");
        }
        assertThat(ranged(id, "lines=0-1").statusCode()).isEqualTo(200);
    }

    /// No file has a validator that it could be asked by, so none matches (RFC 9110, 13.1.5).
    @Test
    void aPartOfWhatWasTheFileIsTheWhole() {
        var id = api.image(api.alice, RAW);
        var content = content(1000);
        api.upload(api.alice, id, content);
        for (var validator : List.of("\"x\"", "W/\"x\"", "Sat, 29 Oct 1994 19:43:31 GMT", "x", "")) {
            for (var range : List.of("bytes=0-1", "bytes=1000-", "bytes=x")) {
                var answer = api.send(asking(id, range).header("If-Range", validator));
                assertThat(answer.statusCode()).as(validator).isEqualTo(200);
                assertThat(answer.headers().firstValue("Content-Range")).isEmpty();
                assertThat(answer.body()).isEqualTo(content);
            }
        }
    }

    /// Ranges are of what GET transfers (RFC 9110, 14.2).
    @Test
    void whoAsksForNoBytesHearsOfTheWhole() {
        var id = api.image(api.alice, RAW);
        api.upload(api.alice, id, content(1000));
        for (var range : List.of("bytes=0-1", "bytes=1000-")) {
            var answer = api.send(asking(id, range).method("HEAD", BodyPublishers.noBody()));
            assertThat(answer.statusCode()).as(range).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Length")).hasValue("1000");
        }
    }

    private java.net.http.HttpRequest.Builder asking(String id, String range) {
        return api.request("GET", path(id), BodyPublishers.noBody())
                .header("X-Auth-Token", api.token(api.alice, "reader"))
                .header("Range", range);
    }

    private java.net.http.HttpResponse<byte[]> ranged(String id, String range) {
        return api.send(asking(id, range));
    }

    private void range(String id, String range, byte[] content, int from, int to) {
        var answer = ranged(id, range);
        assertThat(answer.statusCode()).as(range).isEqualTo(206);
        assertThat(answer.headers().firstValue("Content-Range")).contains("bytes " + from + "-" + (to - 1) + "/1000");
        assertThat(answer.body()).as(range).isEqualTo(Arrays.copyOfRange(content, from, to));
    }

    @Test
    void onlyOctetsAreTaken() {
        var id = api.image(api.alice, RAW);
        assertThat(api.call(api.alice, "PUT", path(id), "application/json", "{}")
                        .statusCode())
                .isEqualTo(415);
        assertThat(api.call(api.alice, "PUT", path(id)).statusCode()).isEqualTo(415);
    }

    @Test
    void aPartIsNotTakenForTheWhole() {
        var id = api.image(api.alice, RAW);
        var answer = api.send(api.request("PUT", path(id), BodyPublishers.ofByteArray(new byte[6]))
                .header("X-Auth-Token", api.token(api.alice, "member"))
                .header("Content-Type", "application/octet-stream")
                .header("Content-Range", "bytes 100-105/1000"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(api.upload(api.alice, id, content(6)).statusCode()).isEqualTo(204);
    }

    @Test
    void bytesComeAfterTheFormats() {
        var id = api.image(api.alice, "{\"name\": \"x\"}");
        assertThat(api.upload(api.alice, id, new byte[3]).statusCode()).isEqualTo(400);
    }

    @Test
    void aDeactivatedImageIsWithheld() {
        var id = api.image(api.alice, RAW);
        assertThat(api.call(api.alice, "POST", "/v2/images/" + id + "/actions/deactivate")
                        .statusCode())
                .isEqualTo(403);
        api.upload(api.alice, id, new byte[10]);
        assertThat(api.call(api.alice, "POST", "/v2/images/" + id + "/actions/deactivate")
                        .statusCode())
                .isEqualTo(204);
        assertThat(api.call(api.alice, "GET", path(id)).statusCode()).isEqualTo(403);
        assertThat(api.call(api.alice, "POST", "/v2/images/" + id + "/actions/reactivate")
                        .statusCode())
                .isEqualTo(204);
        assertThat(api.call(api.alice, "GET", path(id)).statusCode()).isEqualTo(200);
    }

    @Test
    void aClientThatGoesAwayLeavesTheImageQueuedAndNoFile() throws IOException {
        for (var framing : new String[] {"Content-Length: 1000000", "Transfer-Encoding: chunked"}) {
            var id = api.image(api.alice, RAW);
            long before = files();
            try (var socket = new Socket("127.0.0.1", api.port())) {
                var head = "PUT /image" + path(id) + " HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: "
                        + api.token(api.alice, "member") + "\r\nContent-Type: application/octet-stream\r\n" + framing
                        + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().write("4\r\nabcd\r\n".getBytes(StandardCharsets.UTF_8));
                Awaitility.await().until(() -> status(id).equals("saving"));
            }
            Awaitility.await().until(() -> status(id).equals("queued"));
            Awaitility.await().until(() -> files() == before);
            assertThat(api.upload(api.alice, id, new byte[10]).statusCode()).isEqualTo(204);
        }
    }

    private String status(String id) {
        return json(api.call(api.alice, "GET", "/v2/images/" + id))
                .get("status")
                .stringValue();
    }

    private long files() throws IOException {
        try (var all = Files.walk(folder.resolve("images"))) {
            return all.filter(Files::isRegularFile).count();
        }
    }
}
