package brume.app.backup;

/// A backup can't be made, or will not do; the message says why, for an operator.
public final class Unrestorable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unrestorable(String message) {
        super(message);
    }

    Unrestorable(String message, Throwable cause) {
        super(message, cause);
    }
}
