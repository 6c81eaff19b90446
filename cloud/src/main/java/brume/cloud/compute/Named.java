package brume.cloud.compute;

import java.util.UUID;

/// An instance as short lists name it.
public record Named(UUID id, String name) {}
