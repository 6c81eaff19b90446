package brume.cloud.compute;

import brume.contract.GuestSeen;
import brume.contract.HostId;
import brume.contract.HypervisorKind;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// An instance's stay on one host. Claims, ports, disks and reports hang on it, so that a late word from an old host
/// is never taken for news of the new one. At most one per instance is ACTIVE.
///
/// @param removed whether the host has confirmed that all of it is gone
/// @param noted   since when there is news of it that nobody has looked at
/// @param told    how many losses of its guest are recorded with the instance
public record Residence(
        UUID id,
        UUID instance,
        HostId host,
        Role role,
        Seen seen,
        boolean removed,
        Instant since,
        Optional<Instant> noted,
        int told,
        long generation) {
    /// What a residence is to its instance.
    public enum Role {
        INCOMING,
        ACTIVE,
        /// Told to go.
        OUTGOING,
        FENCED
    }

    /// What the host said last.
    ///
    /// @param fault   why the host fails to make it so
    /// @param faultAt when it said that
    public record Seen(
            GuestSeen.State state,
            int boots,
            int losses,
            boolean shutDownInside,
            Optional<HypervisorKind> hypervisor,
            Optional<String> fault,
            Optional<Instant> faultAt) {
        static final Seen NOTHING =
                new Seen(GuestSeen.State.ABSENT, 0, 0, false, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Residence active(UUID id, UUID instance, HostId host, Instant now) {
        return new Residence(id, instance, host, Role.ACTIVE, Seen.NOTHING, false, now, Optional.empty(), 0, 0);
    }

    /// Whether its guest was lost, and the instance does not say so yet.
    boolean lost() {
        return seen.losses() > told;
    }
}
