package brume.base.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// A question of a transaction that is not sent yet, or what came of it ([Tx#ask]).
public final class Asked<T> {
    private final RowReader<T> reader;
    private final Runnable send;
    private Optional<List<T>> rows = Optional.empty();

    /// @param send whatever is not sent yet
    Asked(RowReader<T> reader, Runnable send) {
        this.reader = reader;
        this.send = send;
    }

    /// What is known to be nothing, and need not be sent.
    public static <T> Asked<T> nothing() {
        return of(List.of());
    }

    /// What is known already.
    public static <T> Asked<T> of(List<T> rows) {
        var asked = new Asked<T>(row -> null, () -> {});
        asked.rows = Optional.of(List.copyOf(rows));
        return asked;
    }

    void answer(ResultSet found) throws SQLException {
        rows = Optional.of(Statements.all(found, reader));
    }

    /// The only row that there can be, if it is there.
    public Optional<T> first() {
        return rows().stream().findFirst();
    }

    /// All rows, in the order of the statement. It is sent now, with all others that wait, if it was not before.
    public List<T> rows() {
        if (rows.isEmpty()) send.run();
        return rows.orElseThrow();
    }
}
