package brume.cloud.compute;

/// What a project's instances take.
public record ComputeUsage(long instances, long cores, long memoryBytes) {}
