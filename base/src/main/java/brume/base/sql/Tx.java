package brume.base.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A transaction in progress. It is passed on explicitly, so that verbs of several slices can share one.
public final class Tx implements Reads {
    private static final Statements.Ahead COMMIT = new Statements.Ahead("commit", List.of());
    private final Connection connection;
    private final List<Statements.Ahead> ahead = new ArrayList<>();
    private final Set<Runnable> afterCommit = new LinkedHashSet<>();
    private final Planning.Turn turn;
    private Planning planning = Planning.EACH;

    Tx(Connection connection) throws SQLException {
        this.connection = connection;
        turn = new Planning.Turn(connection);
    }

    @Override
    public <T> List<T> query(String statement, RowReader<T> reader, Object... parameters) {
        return Statements.query(connection, ahead(), statement, reader, parameters);
    }

    @Override
    public <T> List<T> byIndex(String statement, RowReader<T> reader, Object... parameters) {
        return query(statement, reader, parameters);
    }

    @Override
    public <A, B> Select.Both<A, B> both(Select<A> first, Select<B> second) {
        return Statements.both(connection, ahead(), first, second);
    }

    /// @return rows changed
    public int update(String statement, Object... parameters) {
        return Statements.update(connection, ahead(), statement, parameters);
    }

    /// The same statement once for each row of parameters, in one round trip.
    public int[] batch(String statement, List<Object[]> parameters) {
        Statements.run(connection, ahead());
        return Statements.batch(connection, statement, parameters);
    }

    /// A change whose count of rows nobody asks for: it is made before the next statement, or the commit, in the same
    /// round trip. What is wrong with it is thrown there.
    public void later(String statement, Object... parameters) {
        ahead.add(new Statements.Ahead(statement, Arrays.asList(parameters)));
    }

    /// A question that is sent with the next one, or when its answer is wanted. So several that do not depend on each
    /// other cost one round trip. What is wrong with it is thrown there.
    public <T> Asked<T> ask(String statement, RowReader<T> reader, Object... parameters) {
        var asked = new Asked<>(reader, this::send);
        ahead.add(new Statements.Ahead(statement, Arrays.asList(parameters), Optional.of(asked)));
        return asked;
    }

    /// As [#later] for a single row of parameters; as [#batch], at once, for several.
    public void laterAll(String statement, List<Object[]> parameters) {
        if (parameters.size() == 1) later(statement, parameters.getFirst());
        else if (!parameters.isEmpty()) batch(statement, parameters);
    }

    /// Sends what no statement has followed.
    private void send() {
        Statements.run(connection, ahead());
    }

    /// The commit goes along with what no statement has followed. One whose row reader refuses what it reads would do
    /// so after it: what may refuse has to be looked at before.
    void commit() throws SQLException {
        if (!ahead.isEmpty()) {
            ahead.add(COMMIT);
            send();
        }
        // To the driver the transaction has ended then, and this asks the database for nothing.
        connection.commit();
        turn.lasts();
    }

    /// Holds a lock by name until the end of the transaction, as for quota checks: others that name it wait. It is
    /// taken before the next statement, in the same round trip.
    public void lock(String family, Object key) {
        ahead.add(new Statements.Ahead(
                "select pg_advisory_xact_lock(hashtextextended(?, 0))", List.of(family + ":" + key)));
    }

    /// Has the statements of the transaction that are not sent yet planned for whatever their parameters are, and so
    /// but once: a list's length is open, and PostgreSQL plans for it anew each time. For many small statements, of
    /// which each wants few rows, and finds them by an index.
    public void planOnce() {
        planning = Planning.ONCE;
    }

    /// What goes ahead of the next statement.
    private List<Statements.Ahead> ahead() {
        var setting = turn.to(planning);
        if (setting.isEmpty() && ahead.isEmpty()) return List.of();
        var first = Stream.concat(setting.stream(), ahead.stream()).toList();
        ahead.clear();
        return first;
    }

    /// Runs something in this process once the transaction is durable: waking a worker, say. A crash may lose it, so
    /// whatever must happen is in a row as well. What is equal to another action runs once.
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    void committed(Consumer<Runnable> how) {
        afterCommit.forEach(how);
    }
}
