package brume.cloud.upkeep;

import java.util.List;

/// What a slice knows of deletes: its kinds, and what hangs on what.
public record Belongings(List<Kind> kinds, List<Tie> ties) {
    public Belongings {
        kinds = List.copyOf(kinds);
        ties = List.copyOf(ties);
    }
}
