package brume.host.hypervisor;

import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.host.Drift;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// Runs guests on this host. Every call says what should be true and may be repeated after a crash: `boot` of a guest
/// that is up already for the same `boots`, `halt` of one that is not up, and `remove` of a missing one, succeed and
/// change nothing. Calls for different guests may come at once. They block, and throw [HypervisorFault] when the host
/// refuses. Guests live on when this process ends, and are found again by the next one. What only some hypervisors can
/// do is an interface of its own.
public interface Hypervisor {
    HypervisorKind kind();

    /// Guests really present (running, paused, or stopped with their files), whoever made them; in no order.
    List<Guest> guests();

    Optional<Guest> find(UUID residence);

    /// What guests should have of files and processes, and do not; and what is there that no guest explains.
    Drift drift();

    /// Makes the guest run, booted for `spec.boots()`; one that is paused for that number stays so. A disk is made
    /// once, and never made again.
    ///
    /// @param taps names of the taps of `spec.ports()`, in the same order, in the network namespace of this host
    /// @throws HypervisorFault also when the guest is up for another number: it must be halted first; and when its
    ///                         disk is gone: an empty one in its place would hide that
    void boot(GuestSpec spec, List<String> taps);

    /// @throws HypervisorFault also when the guest is not up
    void pause(UUID residence);

    /// @throws HypervisorFault also when the guest is not up
    void resume(UUID residence);

    /// Asks the guest to shut down, and pulls the plug after `grace`; at once when that is zero.
    void halt(UUID residence, Duration grace);

    /// Makes the guest and all its files go.
    void remove(UUID residence);

    /// The last `lines` of the serial console joined by line feeds, all that is kept when negative; empty before the
    /// first boot and for a missing guest. What follows the last line feed counts as a line.
    String console(UUID residence, int lines);

    /// Calls `listener` with a residence whenever its guest may have changed by itself. A hint: nothing depends on it.
    void listen(Consumer<UUID> listener);
}
