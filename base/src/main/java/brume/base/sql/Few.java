package brume.base.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/// A few ids for `where id in (?, ?, …)`, in one of a few lengths: PostgreSQL plans each of these statements once. An
/// array's length is open, and it plans for it anew each time.
///
/// @param values as many as the text has parameters; the last one is repeated
public record Few(String text, List<Object> values) {
    /// Ids at most.
    public static final int MOST = 16;

    private static final int[] LENGTHS = {1, 4, MOST};

    /// @param ids at least one
    public static Few of(List<UUID> ids) {
        for (int length : LENGTHS) {
            if (ids.size() > length) continue;
            var values = new ArrayList<Object>(ids);
            while (values.size() < length) values.add(ids.getLast());
            return new Few("in (" + String.join(", ", Collections.nCopies(length, "?")) + ")", values);
        }
        throw new IllegalArgumentException(ids.size() + " are more than a few");
    }
}
