package brume.contract;

/// The line between control and host failed: the call may or may not have been carried out.
public sealed class LinkFault extends RuntimeException {
    public LinkFault(String message) {
        super(message);
    }

    public LinkFault(String message, Throwable cause) {
        super(message, cause);
    }

    /// The control does not know the session that a host speaks of: the host is to say hello again.
    public static final class NotGreeted extends LinkFault {
        public NotGreeted(String message) {
            super(message);
        }
    }
}
