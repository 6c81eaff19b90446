package brume.base.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;

/// Jetty's HTTP/1, which takes no first line that is none. Its connection is made to be extended, though its package
/// says that it is Jetty's own: nothing else hears of the bytes before they are taken apart.
final class Http1 extends HttpConnectionFactory {
    Http1(HttpConfiguration http) {
        super(http);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint end) {
        var connection = new Strict(getHttpConfiguration(), connector, end);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, end);
    }

    /// Whether the connection has taken apart something of a request's head, and not all of it. Any thread may ask:
    /// what it hears may be over by then.
    static boolean withinHead(Connection connection) {
        return connection instanceof Strict strict
                && strict.getParser().inHeaderState()
                && !strict.getParser().isStart();
    }

    private static final class Strict extends HttpConnection {
        Strict(HttpConfiguration http, Connector connector, EndPoint end) {
            super(http, connector, end);
        }

        @Override
        protected HttpParser newHttpParser(HttpCompliance compliance) {
            var usual = super.newHttpParser(compliance);
            var strict = new StrictParser(
                    (HttpParser.RequestHandler) usual.getHandler(),
                    getHttpConfiguration().getRequestHeaderSize(),
                    compliance);
            strict.setHeaderCacheSize(usual.getHeaderCacheSize());
            strict.setHeaderCacheCaseSensitive(usual.isHeaderCacheCaseSensitive());
            return strict;
        }
    }

    private static final class StrictParser extends HttpParser {
        /// Stands in no line: Jetty refuses it in its own way, wherever it is.
        private static final byte[] NUL = {0};

        private RequestLine line = new RequestLine();

        StrictParser(RequestHandler handler, int headerBytes, HttpCompliance compliance) {
            super(handler, headerBytes, compliance);
        }

        @Override
        public boolean parseNext(ByteBuffer buffer) {
            if (isStart()) line = new RequestLine();
            boolean inLine = getState().ordinal() < State.HEADER.ordinal();
            if (!inLine || line.goesOn(buffer)) return super.parseNext(buffer);
            BufferUtil.clear(buffer);
            return super.parseNext(ByteBuffer.wrap(NUL));
        }
    }
}
