package brume.base.sql;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A transaction in progress. It is passed on explicitly, so that verbs of several slices can share one.
public final class Tx implements Reads {
    private final Connection connection;
    private final List<Statements.Ahead> ahead = new ArrayList<>();
    private final Set<Runnable> afterCommit = new LinkedHashSet<>();

    Tx(Connection connection) {
        this.connection = connection;
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
        var asked = new Asked<>(reader, this::finish);
        ahead.add(new Statements.Ahead(statement, Arrays.asList(parameters), Optional.of(asked)));
        return asked;
    }

    /// As [#later] for a single row of parameters; as [#batch], at once, for several.
    public void laterAll(String statement, List<Object[]> parameters) {
        if (parameters.size() == 1) later(statement, parameters.getFirst());
        else if (!parameters.isEmpty()) batch(statement, parameters);
    }

    /// Sends what no statement has followed.
    void finish() {
        Statements.run(connection, ahead());
    }

    /// Holds a lock by name until the end of the transaction, as for quota checks: others that name it wait. It is
    /// taken before the next statement, in the same round trip.
    public void lock(String family, Object key) {
        ahead.add(new Statements.Ahead(
                "select pg_advisory_xact_lock(hashtextextended(?, 0))", List.of(family + ":" + key)));
    }

    /// Has the statements from here to the end of the transaction planned for whatever their parameters are, and so
    /// but once: a list's length is open, and PostgreSQL plans for it anew each time. For many small statements, of
    /// which each wants few rows, and finds them by an index.
    public void planOnce() {
        ahead.add(Statements.PLAN_ONCE);
    }

    /// What goes ahead of the next statement.
    private List<Statements.Ahead> ahead() {
        if (ahead.isEmpty()) return List.of();
        var first = List.copyOf(ahead);
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
