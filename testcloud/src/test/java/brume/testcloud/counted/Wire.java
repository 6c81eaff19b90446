package brume.testcloud.counted;

import brume.base.json.Json;
import brume.testcloud.TestCloud;
import com.sun.management.ThreadMXBean;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A client that works on the caller's thread alone, so that what it allocates can be told from what the cloud does.
final class Wire implements AutoCloseable {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Socket socket;
    private final InputStream in;
    private String token = "";
    private long allocated;

    Wire(TestCloud cloud) throws IOException {
        socket = new Socket(cloud.api().getHost(), cloud.api().getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        token = send("POST", "/identity/v3/auth/tokens", login(), 201).token;
    }

    /// A request for a token of the administrator.
    static String login() {
        var domain = Map.of("id", "default");
        return Json.text(Map.of(
                "auth",
                Map.of(
                        "identity",
                        Map.of(
                                "methods",
                                List.of("password"),
                                "password",
                                Map.of(
                                        "user",
                                        Map.of("name", "admin", "password", TestCloud.PASSWORD, "domain", domain))),
                        "scope",
                        Map.of("project", Map.of("name", "admin", "domain", domain)))));
    }

    /// @param token what the head says of one; else empty
    record Answer(byte[] body, String token) {
        JsonNode json() {
            return Json.read(new String(body, StandardCharsets.UTF_8));
        }
    }

    /// Bytes that the whole process has allocated so far, without those of this client.
    long allocatedByOthers() {
        return THREADS.getTotalThreadAllocatedBytes() - allocated;
    }

    Answer get(String path) {
        return send("GET", path, "", 200);
    }

    Answer send(String method, String path, String body, int wanted) {
        return send(method, path, "application/json", body.getBytes(StandardCharsets.UTF_8), wanted);
    }

    /// @param wanted the status that is expected
    Answer send(String method, String path, String type, byte[] body, int wanted) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            var head = method + " " + path + " HTTP/1.1\r\nHost: a\r\nOpenStack-API-Version: compute 2.90\r\n"
                    + (token.isEmpty() ? "" : "X-Auth-Token: " + token + "\r\nX-Subject-Token: " + token + "\r\n")
                    + (body.length == 0 ? "" : "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n")
                    + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(body);
            return answer(method + " " + path, wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
        }
    }

    private Answer answer(String asked, int wanted) throws IOException {
        var status = line();
        var given = "";
        int length = 0;
        for (var line = line(); !line.isEmpty(); line = line()) {
            var value = line.substring(line.indexOf(':') + 1).strip();
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) length = Integer.parseInt(value);
            if (line.regionMatches(true, 0, "x-subject-token:", 0, 16)) given = value;
        }
        var body = in.readNBytes(length);
        if (!status.startsWith("HTTP/1.1 " + wanted)) {
            throw new AssertionError(asked + " answered " + status + " " + new String(body, StandardCharsets.UTF_8));
        }
        return new Answer(body, given);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) throw new IOException("the connection was closed");
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
