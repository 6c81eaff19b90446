package brume.base.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.util.PGobject;
import tools.jackson.databind.JsonNode;

/// Runs statements on one connection.
final class Statements {
    private Statements() {}

    /// A statement that is sent ahead of another, in the same round trip.
    ///
    /// @param asked who waits for its rows, if anybody does
    record Ahead(String statement, List<Object> parameters, Optional<Asked<?>> asked) {
        Ahead(String statement, List<Object> parameters) {
            this(statement, parameters, Optional.empty());
        }
    }

    static <T> List<T> query(Connection connection, String statement, RowReader<T> reader, Object... parameters) {
        return query(connection, List.of(), statement, reader, parameters);
    }

    static int update(Connection connection, String statement, Object... parameters) {
        return update(connection, List.of(), statement, parameters);
    }

    static <T> List<T> query(
            Connection connection, List<Ahead> ahead, String statement, RowReader<T> reader, Object... parameters) {
        try (var prepared = prepare(connection, ahead, statement, parameters)) {
            execute(prepared, ahead);
            try (var rows = prepared.getResultSet()) {
                return all(rows, reader);
            }
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    static <A, B> Select.Both<A, B> both(Connection connection, List<Ahead> ahead, Select<A> first, Select<B> second) {
        var parameters = new ArrayList<>(first.parameters());
        parameters.addAll(second.parameters());
        var both = first.statement() + ";\n" + second.statement();
        try (var prepared = prepare(connection, ahead, both, parameters.toArray())) {
            execute(prepared, ahead);
            List<A> found;
            try (var rows = prepared.getResultSet()) {
                found = all(rows, first.reader());
            }
            prepared.getMoreResults();
            try (var rows = prepared.getResultSet()) {
                return new Select.Both<>(found, all(rows, second.reader()));
            }
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    static int update(Connection connection, List<Ahead> ahead, String statement, Object... parameters) {
        try (var prepared = prepare(connection, ahead, statement, parameters)) {
            execute(prepared, ahead);
            return prepared.getUpdateCount();
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    /// Those alone.
    static void run(Connection connection, List<Ahead> ahead) {
        if (ahead.isEmpty()) return;
        var last = ahead.getLast();
        var others = ahead.subList(0, ahead.size() - 1);
        try (var prepared =
                prepare(connection, others, last.statement(), last.parameters().toArray())) {
            execute(prepared, others);
            answer(prepared, last);
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    /// The driver sends the statements of one text together.
    private static PreparedStatement prepare(
            Connection connection, List<Ahead> ahead, String statement, Object... parameters) throws SQLException {
        var text = ahead.stream()
                .map(Ahead::statement)
                .collect(Collectors.joining(";\n", "", ahead.isEmpty() ? "" : ";\n"));
        var prepared = connection.prepareStatement(text + statement);
        int at = 1;
        for (var each : ahead) for (var parameter : each.parameters()) set(connection, prepared, at++, parameter);
        for (var parameter : parameters) set(connection, prepared, at++, parameter);
        return prepared;
    }

    /// Goes on to what came of the statement itself.
    private static void execute(PreparedStatement prepared, List<Ahead> ahead) throws SQLException {
        prepared.execute();
        for (var each : ahead) {
            answer(prepared, each);
            prepared.getMoreResults();
        }
    }

    private static void answer(PreparedStatement prepared, Ahead each) throws SQLException {
        if (each.asked.isEmpty()) return;
        try (var rows = prepared.getResultSet()) {
            each.asked.get().answer(rows);
        }
    }

    static <T> List<T> all(ResultSet rows, RowReader<T> reader) throws SQLException {
        var all = new ArrayList<T>();
        var row = new Row(rows);
        while (row.next()) all.add(reader.read(row));
        return all;
    }

    static int[] batch(Connection connection, String statement, List<Object[]> parameters) {
        try (var prepared = connection.prepareStatement(statement)) {
            for (var each : parameters) {
                set(connection, prepared, each);
                prepared.addBatch();
            }
            return prepared.executeBatch();
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    private static void set(Connection connection, PreparedStatement statement, Object... parameters)
            throws SQLException {
        for (int i = 0; i < parameters.length; i++) set(connection, statement, i + 1, parameters[i]);
    }

    private static void set(Connection connection, PreparedStatement statement, int at, Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(at, Types.NULL);
            case Optional<?> o -> set(connection, statement, at, o.orElse(null));
            case Instant i -> statement.setObject(at, i.atOffset(ZoneOffset.UTC));
            case Enum<?> e -> statement.setString(at, e.name());
            case JsonNode j -> statement.setObject(at, typed("jsonb", j.toString()));
            case Collection<?> c
            when !c.isEmpty() && c.iterator().next() instanceof UUID -> {
                connection.unwrap(BaseConnection.class).getQueryExecutor().addBinarySendOid(Oid.UUID_ARRAY);
                statement.setObject(at, new UuidArray(c));
            }
            case Collection<?> c -> statement.setArray(at, connection.createArrayOf(arrayType(c), elements(c)));
            case byte[] b -> statement.setBytes(at, b);
            default -> statement.setObject(at, value);
        }
    }

    private static PGobject typed(String type, String value) throws SQLException {
        var typed = new PGobject();
        typed.setType(type);
        typed.setValue(value);
        return typed;
    }

    private static Object[] elements(Collection<?> values) {
        return values.stream().map(Statements::element).toArray();
    }

    /// Those that are empty are null in the array.
    private static Object element(Object value) {
        return switch (value) {
            case Enum<?> e -> e.name();
            case Optional<?> o -> o.orElse(null);
            default -> value;
        };
    }

    private static String arrayType(Collection<?> values) {
        return switch (values.isEmpty() ? null : values.iterator().next()) {
            case Long l -> "bigint";
            case Integer i -> "integer";
            // An empty array of text is compared with uuid[] by a cast in the statement: `= any(?::uuid[])`.
            case null, default -> "text";
        };
    }
}
