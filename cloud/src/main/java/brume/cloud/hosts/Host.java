package brume.cloud.hosts;

import brume.contract.HostId;
import brume.contract.HypervisorKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A machine that runs guests.
///
/// @param underlay       its address between hosts
/// @param zone           availability zone
/// @param enabled        whether new guests may be placed on it
/// @param disabledReason what the operator said
/// @param connected      whether its link is up
/// @param fenced         whether it is known to be off
/// @param changedAt      when `enabled` or `connected` last changed
public record Host(
        HostId id,
        String name,
        String underlay,
        List<String> traits,
        List<HypervisorKind> hypervisors,
        int vcpus,
        long memoryBytes,
        long diskBytes,
        String zone,
        boolean enabled,
        Optional<String> disabledReason,
        boolean connected,
        boolean fenced,
        Instant changedAt) {}
