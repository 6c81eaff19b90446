package brume.host.metadata;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/// One HTTP/1.1 request and its answer (RFC 9112), after which the connection is closed. Bodies are never read: there
/// is nothing to write here.
final class Exchange {
    private static final int MAX_HEAD = 8192;
    private static final int LINGER_BYTES = 65_536;

    private final SocketChannel connection;

    Exchange(SocketChannel connection) {
        this.connection = connection;
    }

    /// @param tree what is at a path without slashes at its ends
    void run(Function<String, Optional<byte[]>> tree) throws IOException {
        var head = head();
        if (head.isEmpty()) return;
        if (head.length() > MAX_HEAD) {
            respond("431 Request Header Fields Too Large", "", new byte[0], true);
            return;
        }
        var line = head.lines().findFirst().orElse("").split(" ", -1);
        if (line.length != 3 || !line[2].matches("HTTP/1\\.[01]") || !line[1].startsWith("/")) {
            respond("400 Bad Request", "", new byte[0], true);
            return;
        }
        if (!line[0].equals("GET") && !line[0].equals("HEAD")) {
            respond("405 Method Not Allowed", "Allow: GET, HEAD\r\n", new byte[0], true);
            return;
        }
        var path = path(line[1]);
        var content = path.flatMap(tree);
        var status = path.isEmpty() ? "400 Bad Request" : content.isPresent() ? "200 OK" : "404 Not Found";
        var type = "Content-Type: " + (line[1].contains(".json") ? "application/json" : "text/plain; charset=utf-8")
                + "\r\n";
        respond(status, type, content.orElse(status.getBytes(StandardCharsets.US_ASCII)), line[0].equals("GET"));
    }

    private static Optional<String> path(String target) {
        int query = target.indexOf('?');
        var raw = query < 0 ? target : target.substring(0, query);
        try {
            var path = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .replaceAll("/+", "/");
            return Optional.of(path.replaceAll("^/|/$", ""));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// All up to the empty line; longer than [#MAX_HEAD] when there is none by then, empty when nobody speaks.
    private String head() throws IOException {
        var all = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(2048);
        while (all.size() <= MAX_HEAD) {
            if (connection.read(buffer.clear()) < 0) return "";
            all.write(buffer.array(), 0, buffer.position());
            var text = all.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) end = text.indexOf("\n\n");
            if (end >= 0 && end <= MAX_HEAD) return text.substring(0, end);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private void respond(String status, String headers, byte[] body, boolean withBody) throws IOException {
        var head = "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        write(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
        if (withBody) write(ByteBuffer.wrap(body));
        connection.shutdownOutput();
        // What is still coming is read and dropped: closing at once would reset the answer away.
        var rest = ByteBuffer.allocate(4096);
        for (int read = 0, n; read < LINGER_BYTES && (n = connection.read(rest.clear())) >= 0; ) read += n;
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) connection.write(bytes);
    }
}
