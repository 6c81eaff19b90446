package brume.e2e.doors;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// HTTP as bytes: what no client library would send. One connection is used for as long as the server keeps it.
final class Raw implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private final URI api;
    private Socket socket;
    private InputStream in;
    private int served;
    private long sentAt;

    /// @param status  0 when the connection ended without an answer
    /// @param headers names in any case
    /// @param closed  whether the server ended the connection after it, or said that it will
    record Answer(int status, Map<String, String> headers, String body, boolean closed) {
        static final Answer NONE = new Answer(0, Map.of(), "", true);
    }

    Raw(URI api) {
        this.api = api;
    }

    /// Sends a whole request and reads its one answer. A connection that had served others and is found closed is
    /// opened again, once.
    Answer exchange(byte[] request, boolean head) throws IOException {
        boolean used = served > 0;
        var answer = once(request, head);
        return answer.status == 0 && used ? once(request, head) : answer;
    }

    /// What came since the last answer, and nobody asked for; the connection is given up then.
    Optional<String> unasked() throws IOException {
        if (socket == null || in.available() == 0) return Optional.empty();
        var text = new String(in.readNBytes(in.available()), StandardCharsets.ISO_8859_1);
        close();
        return Optional.of(text);
    }

    private Answer once(byte[] request, boolean head) throws IOException {
        if (socket == null) open();
        try {
            send(request);
        } catch (IOException e) {
            // The answer may be there all the same: the server need not have read all.
            served++;
        }
        Answer answer;
        try {
            answer = read(head);
        } catch (java.net.SocketTimeoutException e) {
            close();
            throw e;
        } catch (IOException e) {
            answer = Answer.NONE;
        }
        served++;
        if (answer.closed) close();
        return answer;
    }

    /// Sends some bytes, and waits for nothing.
    void send(byte[] bytes) throws IOException {
        if (socket == null) open();
        var out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        out.write(bytes);
        out.flush();
        sentAt = System.nanoTime();
    }

    /// How long ago the last byte was sent, in nanoseconds.
    long sinceSent() {
        return System.nanoTime() - sentAt;
    }

    /// Says that no more will be sent.
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /// All answers until the server ends the connection.
    List<Answer> rest() throws IOException {
        var answers = new ArrayList<Answer>();
        while (true) {
            try {
                answers.add(read(false));
            } catch (java.net.SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                close();
                return answers;
            }
            if (answers.getLast().closed) {
                close();
                return answers;
            }
        }
    }

    private void open() throws IOException {
        socket = new Socket(InetAddress.getByName(api.getHost()), api.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        in = new BufferedInputStream(socket.getInputStream());
        served = 0;
    }

    private Answer read(boolean head) throws IOException {
        var first = line();
        if (!first.startsWith("HTTP/1.")) throw new IOException("not HTTP: " + first);
        int status = Integer.parseInt(first.substring(9, 12));
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(line.substring(0, colon), line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
        }
        if (status == 100) return read(head);
        boolean closed = "close".equalsIgnoreCase(headers.get("Connection"));
        var body = head || status == 204 || status == 304 ? new byte[0] : body(headers);
        return new Answer(status, headers, new String(body, StandardCharsets.UTF_8), closed);
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        var length = headers.get("Content-Length");
        if (length != null) return in.readNBytes(Integer.parseInt(length));
        if (!"chunked".equalsIgnoreCase(headers.get("Transfer-Encoding"))) return in.readAllBytes();
        var all = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            all.write(in.readNBytes(size));
            line();
            if (size == 0) return all.toByteArray();
        }
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) throw new EOFException("the connection ended");
            if (c != '\r') line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            if (socket != null) socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            socket = null;
        }
    }
}
