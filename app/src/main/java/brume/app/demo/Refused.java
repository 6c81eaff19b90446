package brume.app.demo;

import java.io.Serial;

/// The cloud answered, but not what was asked for.
public final class Refused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    Refused(String asked, int status, String body) {
        super(asked + " answered " + status + ": " + (body.length() > 600 ? body.substring(0, 600) + "…" : body));
        this.status = status;
    }

    /// The answer's HTTP status.
    public int status() {
        return status;
    }
}
