package brume.base.tls;

/// A certificate or key that can't be used; the message says why, in words for an operator.
public final class BadCertificate extends RuntimeException {
    public BadCertificate(String message) {
        super(message);
    }

    public BadCertificate(String message, Throwable cause) {
        super(message, cause);
    }
}
