package brume.cloud.placement;

/// An amount of each [ResourceClass].
///
/// @param vcpus processors of guests, not of the machine
public record Room(long vcpus, long memoryBytes, long diskBytes) {
    public static final Room NONE = new Room(0, 0, 0);

    public long of(ResourceClass type) {
        return switch (type) {
            case VCPU -> vcpus;
            case MEMORY -> memoryBytes;
            case DISK -> diskBytes;
        };
    }

    Room plus(Room other) {
        return new Room(vcpus + other.vcpus, memoryBytes + other.memoryBytes, diskBytes + other.diskBytes);
    }

    Room minus(Room other) {
        return new Room(vcpus - other.vcpus, memoryBytes - other.memoryBytes, diskBytes - other.diskBytes);
    }

    Room with(ResourceClass type, long amount) {
        return switch (type) {
            case VCPU -> new Room(amount, memoryBytes, diskBytes);
            case MEMORY -> new Room(vcpus, amount, diskBytes);
            case DISK -> new Room(vcpus, memoryBytes, amount);
        };
    }
}
