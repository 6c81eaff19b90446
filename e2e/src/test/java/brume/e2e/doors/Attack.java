package brume.e2e.doors;

import brume.base.http.Service;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One hostile request to one route.
///
/// @param what    how it is bad, for the message of a failure
/// @param target  as it stands in the request line
/// @param headers beside `Host`, the token and the length
/// @param body    empty: none is sent
/// @param harmless whether an answer of success would be right too: it reads only, or another route takes it
record Attack(
        Service service,
        String what,
        String method,
        String target,
        Map<String, String> headers,
        byte[] body,
        boolean harmless) {
    byte[] bytes(String token) {
        var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        if (!headers.containsKey("X-Auth-Token"))
            head.append("X-Auth-Token: ").append(token).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0) head.append("Content-Length: ").append(body.length).append("\r\n");
        head.append("\r\n");
        var all = new ByteArrayOutputStream();
        all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }

    @Override
    public String toString() {
        var shown = target.length() > 200 ? target.substring(0, 200) + "…" : target;
        return method + " " + shown + " (" + what + ")";
    }
}
