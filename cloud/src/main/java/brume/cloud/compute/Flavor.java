package brume.cloud.compute;

import brume.cloud.placement.Room;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A size of instances. An instance keeps a copy of the one that it was made with.
///
/// @param id         free text, chosen by an operator or a UUID
/// @param rxtxFactor told to clients, without effect
/// @param open       whether every project may use it
public record Flavor(
        String id,
        String name,
        int vcpus,
        long memoryBytes,
        long diskBytes,
        long ephemeralBytes,
        long swapBytes,
        double rxtxFactor,
        boolean open,
        Optional<String> description,
        Map<String, String> extraSpecs,
        Instant createdAt) {
    public Flavor {
        extraSpecs = Map.copyOf(extraSpecs);
    }

    /// What one guest of this size takes of a host.
    public Room room() {
        return new Room(vcpus, memoryBytes, diskBytes + ephemeralBytes + swapBytes);
    }
}
