package brume.host.network;

/// The host could not make its network so. The message names the step and the cause.
public final class NetworkFault extends RuntimeException {
    public NetworkFault(String message) {
        super(message);
    }

    public NetworkFault(String message, Throwable cause) {
        super(message, cause);
    }
}
