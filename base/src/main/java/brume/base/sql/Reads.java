package brume.base.sql;

import java.util.List;
import java.util.Optional;

/// Reading by SQL: outside a transaction ([Sql]) or inside one ([Tx]).
///
/// Parameters may be UUID, String, Integer, Long, Boolean, Double, Instant, an enum (its name), byte[], a JSON tree
/// (`jsonb`), an Optional of these, null, or a collection of UUIDs, strings or numbers (an array, for `= any(?)`).
public sealed interface Reads permits Sql, Tx {
    /// All rows, in the order of the statement.
    <T> List<T> query(String statement, RowReader<T> reader, Object... parameters);

    /// As [#query], for a few rows that are found by an index: planned once, whatever the parameters are.
    <T> List<T> byIndex(String statement, RowReader<T> reader, Object... parameters);

    /// Two questions for a few rows in one round trip, planned once.
    <A, B> Select.Both<A, B> both(Select<A> first, Select<B> second);

    /// The first row.
    default <T> Optional<T> first(String statement, RowReader<T> reader, Object... parameters) {
        var rows = query(statement, reader, parameters);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    /// The only row.
    default <T> T only(String statement, RowReader<T> reader, Object... parameters) {
        var rows = query(statement, reader, parameters);
        if (rows.size() != 1) throw new IllegalStateException(rows.size() + " rows of: " + statement);
        return rows.getFirst();
    }

    /// Whether there is any row.
    default boolean exists(String statement, Object... parameters) {
        return !query(statement, row -> true, parameters).isEmpty();
    }
}
