package brume.contract;

import java.util.Optional;
import java.util.UUID;

/// A guest as its host sees it.
///
/// @param boots          the [GuestSpec#boots] that it was last booted for
/// @param losses         how often its process was lost and booted again by the host, since the order's last boot
/// @param shutDownInside it has stopped by its own will
/// @param hypervisor     what runs it
/// @param fault          the last thing that went wrong
public record GuestSeen(
        UUID residence,
        long generation,
        State state,
        int boots,
        int losses,
        boolean shutDownInside,
        HypervisorKind hypervisor,
        Optional<String> fault) {
    /// A guest's state.
    public enum State {
        /// Not there.
        ABSENT,
        RUNNING,
        PAUSED,
        STOPPED
    }

    public boolean running() {
        return state == State.RUNNING;
    }
}
