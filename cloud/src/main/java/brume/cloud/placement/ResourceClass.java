package brume.cloud.placement;

/// What a host has a limited amount of. Memory and disk are in bytes.
public enum ResourceClass {
    DISK,
    MEMORY,
    VCPU
}
