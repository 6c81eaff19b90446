package brume.base.http;

/// Nobody can listen there: the address is another's already, or not this machine's. The message says which and why.
public final class AddressUnusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    AddressUnusable(String message, Throwable cause) {
        super(message, cause);
    }
}
