package brume.cloud.network;

import java.util.Optional;
import java.util.UUID;

/// A port to be made.
///
/// @param project absent for the caller's own
public record PortDraft(Optional<UUID> project, UUID network, PortWish wish) {}
