package brume.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// A request that is made again and again.
///
/// @param headers whole lines
/// @param tls     who is trusted, for an address of HTTPS
record Ask(String method, URI uri, List<String> headers, byte[] body, Optional<SSLContext> tls) {
    /// A GET of something on this machine.
    static Ask get(URI uri, List<String> headers) {
        if (!uri.getHost().equals("127.0.0.1")) throw new IllegalArgumentException("only this machine: " + uri);
        return new Ask("GET", uri, headers, new byte[0], Optional.empty());
    }

    byte[] head(long length) {
        var path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n");
        headers.forEach(line -> head.append(line).append("\r\n"));
        if (length > 0) head.append("Content-Length: ").append(length).append("\r\n");
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// All of it.
    byte[] bytes() {
        var head = head(body.length);
        var all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
