package brume.base.postgres;

/// The private PostgreSQL could not be had; the message says what to do about it.
public final class PostgresFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    public PostgresFault(String message) {
        super(message);
    }
}
