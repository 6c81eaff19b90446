package brume.host.hypervisor;

import java.util.UUID;

/// A guest as its hypervisor sees it.
///
/// @param boots          the [brume.contract.GuestSpec#boots] of its last boot
/// @param shutDownInside it has stopped because its system powered off (not because it was halted, and not because
///                       its process was lost)
public record Guest(UUID residence, State state, int boots, boolean shutDownInside) {
    /// What a guest does.
    public enum State {
        RUNNING,
        PAUSED,
        STOPPED
    }
}
