package brume.host.hypervisor;

import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// Runs guests on this host. Every call says what should be true and may be repeated after a crash: `boot` of a guest
/// that runs already for the same `boots`, and `remove` of a missing one, succeed and change nothing. Calls block, and
/// throw [HypervisorFault] when the host refuses. What only some hypervisors can do is an interface of its own.
public interface Hypervisor {
    HypervisorKind kind();

    /// Guests really present (running, paused, or stopped with their files), whoever made them.
    List<Guest> guests();

    Optional<Guest> find(UUID residence);

    /// Makes the guest run, booted for `spec.boots()`. One that runs for a smaller number has been halted before by the
    /// caller. Disks are made when missing, and never made again.
    ///
    /// @param taps names of the taps of `spec.ports()`, in the same order, in the network namespace of this host
    void boot(GuestSpec spec, List<String> taps);

    void pause(UUID residence);

    void resume(UUID residence);

    /// Asks the guest to shut down, and pulls the plug after `grace`; at once when that is zero.
    void halt(UUID residence, Duration grace);

    /// Makes the guest and all its files go.
    void remove(UUID residence);

    /// The last `lines` of the serial console, all that is kept when negative; empty before the first boot.
    String console(UUID residence, int lines);

    /// Calls `listener` with a residence whenever its guest may have changed by itself. A hint: nothing depends on it.
    void listen(Consumer<UUID> listener);
}
