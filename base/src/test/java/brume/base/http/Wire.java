package brume.base.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// One connection, byte by byte, from an address of loopback.
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    /// The kernel would take megabytes for a client that reads fast, and the server could not tell that it stopped.
    private static final int UNREAD_BYTES = 64 << 10;

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
    private final Socket socket = new Socket();
    private final InputStream in;

    /// @param source as `127.0.0.2`
    Wire(String source, int port) throws IOException {
        socket.setReceiveBufferSize(UNREAD_BYTES);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Wire send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /// Sends a byte now and then, for as long as nothing comes back.
    Wire trickle(String text) {
        Awaitility.await()
                .atMost(Duration.ofMillis(PATIENCE_MILLIS))
                .pollInterval(Duration.ofMillis(30))
                .until(() -> {
                    if (in.available() > 0) return true;
                    try {
                        send(text);
                        return false;
                    } catch (IOException e) {
                        return true;
                    }
                });
        return this;
    }

    /// All that comes until the server ends the connection.
    String rest() throws IOException {
        var text = new StringBuilder();
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                text.append((char) c);
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // Cut off: what came before it counts.
        }
        return text.toString();
    }

    /// Takes so many bytes.
    Wire take(int count) throws IOException {
        in.readNBytes(count);
        return this;
    }

    /// The head of one answer.
    String head() throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) return text.toString();
            text.append((char) c);
        }
        return text.toString();
    }

    /// One answer whose head tells its length: its status and its body, as `200 done`.
    String answer() throws IOException {
        var head = head();
        if (!head.startsWith("HTTP/1.1 ")) return head;
        var length = LENGTH.matcher(head);
        var body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        return head.substring(9, 13) + new String(body, StandardCharsets.ISO_8859_1);
    }

    /// Whether the other side has ended it; it says nothing before.
    boolean ended() throws IOException {
        socket.setSoTimeout(1);
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException silent) {
            return false;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
