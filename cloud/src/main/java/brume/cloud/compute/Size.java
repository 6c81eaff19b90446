package brume.cloud.compute;

import brume.cloud.placement.Room;
import java.util.Map;

/// An instance's own copy of the flavor that it was made with: the flavor may change or go.
///
/// @param flavor the flavor's id
/// @param name   the flavor's name
public record Size(
        String flavor,
        String name,
        int vcpus,
        long memoryBytes,
        long diskBytes,
        long ephemeralBytes,
        long swapBytes,
        Map<String, String> extraSpecs) {
    public Size {
        extraSpecs = Map.copyOf(extraSpecs);
    }

    static Size of(Flavor flavor) {
        return new Size(
                flavor.id(),
                flavor.name(),
                flavor.vcpus(),
                flavor.memoryBytes(),
                flavor.diskBytes(),
                flavor.ephemeralBytes(),
                flavor.swapBytes(),
                flavor.extraSpecs());
    }

    Room room() {
        return new Room(vcpus, memoryBytes, diskBytes + ephemeralBytes + swapBytes);
    }
}
