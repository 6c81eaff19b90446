package brume.cloud.upkeep;

import brume.base.sql.Reads;
import java.util.List;
import java.util.Optional;

/// What resources of one kind are to a resource that is to be deleted. The slice whose tables tell it contributes it.
///
/// @param of   the kind of what is to be deleted
/// @param kind the kind of what is found; the same as `of`, with the same id, for what holds itself
/// @param why  in words, with the found one as their subject
/// @param all  whether it is so for everybody; if not, administrators pass
public record Tie(String of, String kind, Effect effect, String why, boolean all, Look look) {
    /// What a delete means to it.
    public enum Effect {
        /// The delete is refused as long as it is there.
        HOLDS("holds"),
        /// It goes along.
        GOES("goes along"),
        /// It stays, and loses what is deleted.
        STAYS("stays"),
        /// The delete works at once for the owner, and is over when this one has confirmed it.
        AWAITED("is waited for");

        private final String word;

        Effect(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /// Finds a few.
    @FunctionalInterface
    public interface Look {
        /// @param id a UUID or a text, as its kind has it
        /// @return at most `limit`
        List<Found> look(Reads reads, Object id, int limit);
    }

    /// @param cause more about this one
    public record Found(String id, Optional<String> cause) {}

    /// A tie in SQL.
    ///
    /// @param from what follows `select distinct … as id`, with one parameter: the id of what is to be deleted
    public static Tie of(String of, String kind, Effect effect, String why, String column, String from) {
        var query = "select distinct %s::text as id %s order by 1 limit ?".formatted(column, from);
        return new Tie(
                of,
                kind,
                effect,
                why,
                true,
                (reads, id, limit) ->
                        reads.query(query, row -> new Found(row.text("id"), Optional.empty()), id, limit));
    }

    /// The same, but administrators pass.
    public Tie unlessAdmin() {
        return new Tie(of, kind, effect, why, false, look);
    }

    /// A resource that holds itself, by a mark that its owner can take off.
    ///
    /// @param where with one parameter, the id
    public static Tie itself(String of, String why, String table, String where) {
        return of(of, of, Effect.HOLDS, why, "id", "from " + table + " where " + where);
    }
}
