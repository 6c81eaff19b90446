package brume.cloud.upkeep;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A project's resources on their way out, all of them.
///
/// @param keep    whether the project itself stays, and is open again at the end
/// @param ended   when nothing was left
/// @param removed deletes that were asked for so far
/// @param fault   what the last look met
public record Purge(
        UUID project,
        String name,
        boolean keep,
        Optional<UUID> owner,
        String request,
        Instant began,
        Instant deadline,
        Optional<Instant> ended,
        long removed,
        Optional<String> fault) {}
