package brume.app.cli;

/// A command cannot do what was asked; the message says why, and what to do.
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
        super(message);
    }
}
