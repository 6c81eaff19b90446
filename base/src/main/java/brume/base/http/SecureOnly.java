package brume.base.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Shows those who come without TLS the way to it. What they sent was read by everybody on its way: whoever sent more
/// than a question without a name is refused, so that it is noticed.
final class SecureOnly extends Handler.Wrapper {
    private static final int PERMANENT_REDIRECT = 308;
    /// Browsers remember for a year that there is nothing here without TLS. They are told by TLS alone (RFC 6797, 7.2).
    private static final HttpField STRICT =
            new PreEncodedHttpField(HttpHeader.STRICT_TRANSPORT_SECURITY, "max-age=31536000");

    SecureOnly(Handler inside) {
        super(inside);
    }

    @Override
    public boolean handle(Request in, Response out, Callback callback) throws Exception {
        if (in.getConnectionMetaData().isSecure()) {
            out.getHeaders().add(STRICT);
            return super.handle(in, out, callback);
        }
        var authority = in.getHttpURI().getAuthority();
        var there = authority == null
                ? ""
                : "https://" + authority + in.getHttpURI().getPathQuery();
        boolean harmless = (in.getMethod().equals("GET") || in.getMethod().equals("HEAD"))
                && !in.getHeaders().contains("X-Auth-Token")
                && !in.getHeaders().contains(HttpHeader.AUTHORIZATION);
        out.getHeaders().put(HttpHeader.CONNECTION, "close");
        out.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=UTF-8");
        if (harmless && !there.isEmpty()) {
            out.setStatus(PERMANENT_REDIRECT);
            out.getHeaders().put(HttpHeader.LOCATION, there);
        } else {
            out.setStatus(400);
        }
        var words = "This cloud is spoken to by https alone. What was sent just now could be read on its way.\n";
        out.write(true, ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }
}
