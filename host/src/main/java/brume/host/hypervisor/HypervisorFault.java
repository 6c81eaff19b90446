package brume.host.hypervisor;

/// The host could not do what a driver was asked for. The message names the step and the cause.
public final class HypervisorFault extends RuntimeException {
    public HypervisorFault(String message) {
        super(message);
    }

    public HypervisorFault(String message, Throwable cause) {
        super(message, cause);
    }
}
