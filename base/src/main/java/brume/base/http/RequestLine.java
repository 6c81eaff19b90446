package brume.base.http;

import java.nio.ByteBuffer;

/// A request's first line, looked at as it comes and before Jetty does (RFC 9112, section 3): method, target and
/// version, one space between them. Jetty takes more blanks, a fragment, and `http/1.1`.
///
/// A later minor version of HTTP/1 is to be served as the latest that we know (RFC 9110, section 2.5); Jetty would know
/// none, and so reads another byte there.
final class RequestLine {
    private static final String FORM = "HTTP/1.x\r\n";
    private static final int MINOR = FORM.indexOf('x');

    private enum Part {
        START,
        METHOD,
        TARGET_START,
        TARGET,
        VERSION,
        OVER
    }

    private Part part = Part.START;
    /// Bytes of the version so far.
    private int version;

    /// Looks at what has come, and leaves its position where it is.
    ///
    /// @return whether it is a request's first line so far; what is behind the line's end is not looked at
    boolean goesOn(ByteBuffer came) {
        for (int i = came.position(); i < came.limit() && part != Part.OVER; i++) {
            byte next = came.get(i);
            boolean good = switch (part) {
                case START -> began(next);
                case METHOD -> went(next, Part.METHOD, Part.TARGET_START);
                case TARGET_START -> next != ' ' && target(next);
                case TARGET -> target(next);
                case VERSION -> version == MINOR ? minor(came, i) : version(next, FORM.charAt(version));
                case OVER -> true;
            };
            if (!good) return false;
        }
        return true;
    }

    /// Lines without anything before it are no part of it (RFC 9112, section 2.2).
    private boolean began(byte next) {
        return next == '\r' || next == '\n' || went(next, Part.METHOD, Part.TARGET_START);
    }

    private boolean target(byte next) {
        return next != '#' && went(next, Part.TARGET, Part.VERSION);
    }

    private boolean went(byte next, Part same, Part following) {
        part = next == ' ' ? following : same;
        return next != '\r' && next != '\n';
    }

    private boolean version(byte next, char asked) {
        if (++version == FORM.length()) part = Part.OVER;
        return next == asked;
    }

    private boolean minor(ByteBuffer came, int at) {
        byte digit = came.get(at);
        if (digit > '1' && digit <= '9') came.put(at, (byte) '1');
        version++;
        return digit >= '0' && digit <= '9';
    }
}
