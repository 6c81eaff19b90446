package brume.cloud.placement;

import brume.cloud.hosts.Host;
import java.util.Optional;
import java.util.UUID;

/// What came of a [Demand].
///
/// @param host        where it goes; empty when no host will do
/// @param explanation in a line of its own, after one for everybody if there is no host: which hosts were dropped by
///                    which filter, and the nearest miss
public record Choice(UUID residence, Optional<Host> host, String explanation) {}
