package brume.cloud.upkeep;

import brume.cloud.upkeep.Tie.Effect;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A resource in a tree of what hangs on it.
///
/// @param id      absent, with the name and the project, when the one who asks may not know of it
/// @param effect  what the delete of what it hangs on means to it; absent at the root
/// @param why     how it hangs there
/// @param cause   more about this one
/// @param more    whether there are more below it than are told
public record Branch(
        String kind,
        Optional<String> id,
        Optional<String> name,
        Optional<UUID> project,
        Optional<Effect> effect,
        Optional<String> why,
        Optional<String> cause,
        List<Branch> below,
        boolean more) {}
