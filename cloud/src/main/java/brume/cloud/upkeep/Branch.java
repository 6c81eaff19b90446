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
        boolean more) {
    /// Whether its delete is refused: by something below it, or below what would go along.
    public boolean held() {
        return below.stream().anyMatch(b -> b.is(Effect.HOLDS) || b.is(Effect.GOES) && b.held());
    }

    /// Whether an effect is this one.
    public boolean is(Effect one) {
        return effect.equals(Optional.of(one));
    }
}
