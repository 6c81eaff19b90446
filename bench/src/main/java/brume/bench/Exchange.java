package brume.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A connection that stays open, as cheap as can be: its other end may run on the same cores.
final class Exchange implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 120_000;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /// @param tls who is trusted, for an address of HTTPS
    Exchange(URI server, Optional<SSLContext> tls) throws IOException {
        boolean secure = server.getScheme().equals("https");
        int port = server.getPort() >= 0 ? server.getPort() : secure ? 443 : 80;
        var plain = new Socket();
        plain.connect(new InetSocketAddress(server.getHost(), port), TIMEOUT_MILLIS);
        plain.setSoTimeout(TIMEOUT_MILLIS);
        plain.setTcpNoDelay(true);
        socket = secure ? secured(plain, server.getHost(), port, tls.orElseThrow()) : plain;
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        out = socket.getOutputStream();
    }

    private static Socket secured(Socket plain, String host, int port, SSLContext tls) throws IOException {
        var socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    /// Sends a request, and reads its answer to the end.
    ///
    /// @return the length of the answer's body
    long ask(byte[] request) throws IOException {
        out.write(request);
        return answer();
    }

    /// Sends a head, and `length` bytes of a body: `block` again and again.
    void send(byte[] head, byte[] block, long length) throws IOException {
        out.write(head);
        for (long left = length; left > 0; left -= block.length) {
            out.write(block, 0, (int) Math.min(block.length, left));
        }
        answer();
    }

    private long answer() throws IOException {
        var status = line();
        if (!status.startsWith("HTTP/1.1 2")) throw new IOException("answered " + status);
        long length = status.startsWith("HTTP/1.1 204") ? 0 : -1;
        boolean chunked = false;
        for (var line = line(); !line.isEmpty(); line = line()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Long.parseLong(line.substring(15).strip());
            } else if (line.regionMatches(true, 0, "transfer-encoding:", 0, 18)) chunked = true;
        }
        if (chunked) return chunks();
        if (length < 0) throw new IOException("the answer has no length");
        in.skipNBytes(length);
        return length;
    }

    private long chunks() throws IOException {
        long length = 0;
        for (int size = size(); size > 0; size = size()) {
            in.skipNBytes(size);
            line();
            length += size;
        }
        while (!line().isEmpty()) continue;
        return length;
    }

    private int size() throws IOException {
        return Integer.parseInt(line().split(";")[0].strip(), 16);
    }

    private String line() throws IOException {
        var line = new StringBuilder(64);
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
