package brume.cloud.upkeep;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Work that is past its deadline.
///
/// @param key      names it among the work of its kind, and sorts it there
/// @param kind     the resource's name in the model
/// @param owner    the user who asked for it
/// @param request  the id of the request that began it
/// @param fault    the last thing that went wrong
/// @param freedBy  what would bring it to its end, for a person
public record Overdue(
        Work work,
        String key,
        String kind,
        String id,
        Optional<UUID> project,
        Optional<UUID> owner,
        Optional<String> request,
        Instant since,
        Instant deadline,
        Optional<String> fault,
        String freedBy) {}
