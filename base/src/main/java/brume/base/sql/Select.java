package brume.base.sql;

import java.util.List;

/// A question that is not asked yet: alone by [Reads#query], or together with another by [Reads#both].
///
/// @param statement one statement, without a semicolon
/// @param parameters as [Reads] takes them
public record Select<T>(String statement, RowReader<T> reader, List<Object> parameters) {
    public Select {
        parameters = List.copyOf(parameters);
    }

    /// What came of two questions.
    public record Both<A, B>(List<A> first, List<B> second) {}
}
