package brume.base.sql;

import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Fills the tables of a database with what a [Snapshot] wrote: all of it in one transaction, or nothing.
///
/// What was in the tables goes. Foreign keys are taken away first and made again at the end, so that tables may come in
/// any order; a row without the one that it refers to is refused then.
public final class Refill {
    private static final String FOREIGN_KEYS = """
            select c.conrelid::regclass::text as on_table, c.conname as name, pg_get_constraintdef(c.oid) as definition
              from pg_constraint c join pg_class t on t.oid = c.conrelid
             where c.contype = 'f' and c.conparentid = 0 and t.relnamespace = current_schema()::regnamespace
             order by c.conname collate "C"
            """;

    private final Connection connection;
    private final List<Snapshot.Table> tables;

    private Refill(Connection connection) {
        this.connection = connection;
        tables = Snapshot.tables(connection);
    }

    /// Runs `body`, and commits when it returns.
    public static void run(DataSource source, Consumer<Refill> body) {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var refill = new Refill(connection);
                var keys = refill.dropKeys();
                refill.empty();
                body.accept(refill);
                keys.forEach(key -> Statements.update(connection, key));
                connection.commit();
            } catch (RuntimeException | Error e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    /// The tables that there are to fill.
    public List<Snapshot.Table> tables() {
        return tables;
    }

    /// The names of the sequences that there are.
    public List<String> sequences() {
        return Snapshot.names(connection);
    }

    /// Begins to take rows for a table.
    ///
    /// @param table of [#tables]
    public Filling fill(Snapshot.Table table) {
        try {
            return new Filling(connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy %s (%s) from stdin".formatted(quoted(table.name()), columns(table))));
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    /// A table that takes rows, as [Snapshot#write] wrote them.
    public static final class Filling extends OutputStream {
        private final CopyIn copy;

        private Filling(CopyIn copy) {
            this.copy = copy;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                copy.writeToCopy(bytes, offset, length);
            } catch (SQLException e) {
                throw new SqlFault(e);
            }
        }

        /// All rows are written.
        ///
        /// @return how many
        public long end() {
            try {
                return copy.endCopy();
            } catch (SQLException e) {
                throw new SqlFault(e);
            }
        }
    }

    /// Sets a sequence.
    ///
    /// @param sequence its name is one of [#sequences]
    public void set(Snapshot.Sequence sequence) {
        Statements.query(
                connection,
                "select setval(?::regclass, ?, ?)",
                row -> true,
                quoted(sequence.name()),
                sequence.value(),
                sequence.called());
    }

    /// This very transaction, for what has to change with the rows.
    public Tx tx() {
        try {
            return new Tx(connection);
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    private List<String> dropKeys() {
        record Key(String table, String name, String definition) {}
        var keys = Statements.query(
                connection,
                FOREIGN_KEYS,
                row -> new Key(row.text("on_table"), row.text("name"), row.text("definition")));
        keys.forEach(key -> Statements.update(
                connection, "alter table %s drop constraint %s".formatted(key.table, quoted(key.name))));
        return keys.stream()
                .map(key ->
                        "alter table %s add constraint %s %s".formatted(key.table, quoted(key.name), key.definition))
                .toList();
    }

    private void empty() {
        Statements.update(
                connection,
                "truncate " + tables.stream().map(table -> quoted(table.name())).collect(Collectors.joining(", ")));
    }

    static String columns(Snapshot.Table table) {
        return table.columns().stream().map(Refill::quoted).collect(Collectors.joining(", "));
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
