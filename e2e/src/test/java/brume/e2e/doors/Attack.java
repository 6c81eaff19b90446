package brume.e2e.doors;

import brume.base.http.Service;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// One hostile request to one route.
///
/// @param what    how it is bad, for the message of a failure
/// @param target  as it stands in the request line
/// @param headers beside `Host`, the token and the length
/// @param body    empty: none is sent
/// @param outcome what may come of it
record Attack(
        Service service,
        Evil evil,
        String what,
        String method,
        String target,
        List<Header> headers,
        byte[] body,
        Outcome outcome) {
    static final byte[] NOTHING = {};

    /// What may come of an attack.
    enum Outcome {
        /// It is refused, in the form of its service.
        REFUSED,
        /// As that; or it is answered, since it reads only, or another route takes it.
        ANSWERED,
        /// It is no HTTP: one refusal, then the connection ends.
        CUT_OFF
    }

    /// One line of a head; a name may come twice.
    record Header(String name, String value) {}

    /// An attack that is not made yet; many are never sent, and some cost megabytes.
    ///
    /// @param made empty when it would not be bad
    record Draft(Evil evil, Supplier<Optional<Attack>> made) {
        static Draft of(Attack attack) {
            return new Draft(attack.evil(), () -> Optional.of(attack));
        }
    }

    static List<Header> headers(Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(each -> new Header(each.getKey(), each.getValue()))
                .toList();
    }

    byte[] bytes(String token) {
        if (outcome == Outcome.CUT_OFF)
            return new String(body, StandardCharsets.ISO_8859_1)
                    .replace(Broken.TOKEN, token)
                    .getBytes(StandardCharsets.ISO_8859_1);
        var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        if (headers.stream().noneMatch(header -> header.name.equals("X-Auth-Token")))
            head.append("X-Auth-Token: ").append(token).append("\r\n");
        headers.forEach(header ->
                head.append(header.name).append(": ").append(header.value).append("\r\n"));
        if (body.length > 0) head.append("Content-Length: ").append(body.length).append("\r\n");
        head.append("\r\n");
        var all = new ByteArrayOutputStream(head.length() + body.length);
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
