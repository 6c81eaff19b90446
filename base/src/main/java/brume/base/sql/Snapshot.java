package brume.base.sql;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/// All that a database holds at one instant, to be written elsewhere: rows as text (PostgreSQL's COPY), which every
/// version of the server reads. Others go on changing the database meanwhile.
///
/// Partitions are not told apart: their rows are those of the table that they belong to.
public final class Snapshot implements AutoCloseable {
    /// What is known of a database's own state, and not of what is kept in it.
    static final Set<String> BOOKKEEPING = Set.of("schema_history", "schema_digest");

    private static final String COLUMNS = """
            select c.relname as name, a.attname as column
              from pg_class c join pg_attribute a on a.attrelid = c.oid
             where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
               and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
             order by c.relname collate "C", a.attnum
            """;
    private static final String SEQUENCES = """
            select relname as name from pg_class
             where relnamespace = current_schema()::regnamespace and relkind = 'S'
             order by relname collate "C"
            """;

    /// A table, with the columns that are stored.
    public record Table(String name, List<String> columns) {
        public Table {
            columns = List.copyOf(columns);
        }
    }

    /// How far a sequence is.
    ///
    /// @param called whether `value` was given out already
    public record Sequence(String name, long value, boolean called) {}

    /// A migration that a database has gone through.
    public record Step(String version, int checksum) {}

    private final Connection connection;

    private Snapshot(Connection connection) {
        this.connection = connection;
    }

    /// The database as it is now.
    public static Snapshot of(DataSource source) {
        try {
            var connection = source.getConnection();
            try {
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                connection.setReadOnly(true);
                var snapshot = new Snapshot(connection);
                // Text must mean the same to whoever reads it.
                for (var setting : List.of("datestyle = 'ISO'", "timezone = 'UTC'", "intervalstyle = 'postgres'")) {
                    Statements.update(connection, "set local " + setting);
                }
                snapshot.tables();
                return snapshot;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    /// All tables but the bookkeeping of migrations, by name.
    public List<Table> tables() {
        return tables(connection);
    }

    static List<Table> tables(Connection connection) {
        record Column(String table, String name) {}
        Map<String, List<String>> all = new LinkedHashMap<>();
        Statements.query(connection, COLUMNS, row -> new Column(row.text("name"), row.text("column"))).stream()
                .filter(column -> !BOOKKEEPING.contains(column.table))
                .forEach(column -> all.computeIfAbsent(column.table, name -> new ArrayList<>())
                        .add(column.name));
        return all.entrySet().stream()
                .map(entry -> new Table(entry.getKey(), entry.getValue()))
                .toList();
    }

    /// By name. Sequences go on counting: they may be further than the rows are.
    public List<Sequence> sequences() {
        return names(connection).stream()
                .map(name -> Statements.query(
                                connection,
                                "select last_value, is_called from " + Refill.quoted(name),
                                row -> new Sequence(name, row.whole("last_value"), row.flag("is_called")))
                        .getFirst())
                .toList();
    }

    static List<String> names(Connection connection) {
        return Statements.query(connection, SEQUENCES, row -> row.text("name"));
    }

    /// The migrations that made these tables, oldest version first.
    public List<Step> steps() {
        return Statements.query(
                connection,
                "select version, checksum from schema_history where success and version is not null"
                        + " order by version collate \"C\"",
                row -> new Step(row.text("version"), row.integer("checksum")));
    }

    /// The server's version, as 180006 for 18.6.
    public int server() {
        return Statements.query(
                        connection,
                        "select current_setting('server_version_num')::int as version",
                        row -> row.integer("version"))
                .getFirst();
    }

    /// Writes the rows of a table.
    ///
    /// @return how many
    public long write(Table table, OutputStream out) {
        try {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "copy (select %s from %s) to stdout"
                                    .formatted(Refill.columns(table), Refill.quoted(table.name())),
                            out);
        } catch (SQLException e) {
            throw new SqlFault(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (connection) {
            connection.rollback();
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }
}
