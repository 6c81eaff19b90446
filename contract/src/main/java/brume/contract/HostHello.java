package brume.contract;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// A host's first words on a connection.
///
/// @param cloud    whose orders it takes; all zeros before its first
/// @param epoch    the newest that it has seen
/// @param held     generation of the newest order known for each item: what is missing here is sent again
/// @param session  names this hello in the reports that follow it
/// @param boot     which start of the machine this is: whatever ran before another one has ended
/// @param underlay its address between hosts
public record HostHello(
        HostId host,
        UUID session,
        UUID boot,
        String name,
        UUID cloud,
        long epoch,
        Map<ItemKey, Long> held,
        Inventory inventory,
        Set<String> traits,
        String underlay) {
    public HostHello {
        held = Map.copyOf(held);
        traits = Set.copyOf(traits);
    }

    /// Room for guests, before any claim.
    ///
    /// @param hypervisors in the host's order of preference
    public record Inventory(int vcpus, long memoryBytes, long diskBytes, List<HypervisorKind> hypervisors) {
        public Inventory {
            hypervisors = List.copyOf(hypervisors);
        }
    }
}
