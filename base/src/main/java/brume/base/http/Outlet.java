package brume.base.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of an answer to its client.
///
/// @param number of the request on its connection
record Outlet(Visit visit, long number) {
    private static final Logger LOG = LoggerFactory.getLogger("brume.http");

    /// What browsers are to make of an answer: nothing but what it says it is, shown nowhere else, kept nowhere.
    private static final List<HttpField> FOR_BROWSERS = List.of(
            new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
            new PreEncodedHttpField("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            new PreEncodedHttpField("Referrer-Policy", "no-referrer"));

    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");

    void send(
            org.eclipse.jetty.server.Request in,
            org.eclipse.jetty.server.Response out,
            Response response,
            Callback callback) {
        var done = Callback.from(() -> visit.rest(number), callback);
        out.setStatus(response.status());
        var headers = out.getHeaders();
        response.headers().all().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        FOR_BROWSERS.forEach(headers::add);
        if (!headers.contains(HttpHeader.CACHE_CONTROL)) headers.add(NO_STORE);
        boolean head = in.getMethod().equals("HEAD");
        boolean bodiless = response.status() == 204 || response.status() == 304;
        switch (response.body()) {
            case Response.Nothing n -> {
                if (!bodiless && !head) headers.put(HttpHeader.CONTENT_LENGTH, 0);
                visit.send(number, 0);
                out.write(true, null, done);
            }
            case Response.Bytes bytes -> {
                if (response.status() != 204) headers.put(HttpHeader.CONTENT_LENGTH, bytes.value().length);
                visit.send(number, bytes.value().length);
                if (head || bodiless) out.write(true, null, done);
                else Pieces.send(out, bytes.value(), done);
            }
            case Response.Stream stream -> {
                if (stream.length() >= 0) headers.put(HttpHeader.CONTENT_LENGTH, stream.length());
                if (head || bodiless) {
                    visit.send(number, 0);
                    out.write(true, null, done);
                    return;
                }
                // Not closed when it breaks off: that would make a whole answer of it.
                var sink = new Watched(Content.Sink.asOutputStream(out));
                try {
                    stream.writer().write(sink);
                    sink.close();
                } catch (IOException | RuntimeException e) {
                    // The head is out: to break the connection is the one way left to say that the body is not whole.
                    LOG.info("an answer broke off: {}", e.toString());
                    done.failed(e);
                    return;
                }
                done.succeeded();
            }
        }
    }

    /// Tells for how long the client lets each piece wait.
    private final class Watched extends OutputStream {
        private final OutputStream out;

        Watched(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            visit.send(number, length);
            out.write(from, offset, length);
            visit.sent(number);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            visit.send(number, 0);
            out.close();
        }
    }
}
