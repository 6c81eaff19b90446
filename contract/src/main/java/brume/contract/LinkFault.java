package brume.contract;

/// The line between control and host failed: the call may or may not have been carried out.
public final class LinkFault extends RuntimeException {
    public LinkFault(String message) {
        super(message);
    }

    public LinkFault(String message, Throwable cause) {
        super(message, cause);
    }
}
