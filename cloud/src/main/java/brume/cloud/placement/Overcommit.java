package brume.cloud.placement;

/// How much more of a thing is given to guests than the machine has.
public record Overcommit(double vcpus, double memory, double disk) {
    /// Sixteen virtual processors for each real one, as clouds usually do; disks are thin overlays and rarely full.
    public static final Overcommit DEFAULT = new Overcommit(16, 1, 4);
}
