package brume.cloud.network;

import java.util.UUID;

/// A port of an instance that is to be plugged in.
public record Plug(Port port, UUID instance) {}
