package brume.base.sql;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A transaction in progress. It is passed on explicitly, so that verbs of several slices can share one.
public final class Tx implements Reads {
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended(?, 0))";
    private final Connection connection;
    private final List<Runnable> afterCommit = new ArrayList<>();

    Tx(Connection connection) {
        this.connection = connection;
    }

    @Override
    public <T> List<T> query(String statement, RowReader<T> reader, Object... parameters) {
        return Statements.query(connection, statement, reader, parameters);
    }

    @Override
    public <A, B> Select.Both<A, B> both(Select<A> first, Select<B> second) {
        return Statements.both(connection, first, second);
    }

    /// @return rows changed
    public int update(String statement, Object... parameters) {
        return Statements.update(connection, statement, parameters);
    }

    /// The same statement once for each row of parameters, in one round trip.
    public int[] batch(String statement, List<Object[]> parameters) {
        return Statements.batch(connection, statement, parameters);
    }

    /// Holds a lock by name until the end of the transaction, as for quota checks: others that name it wait.
    public void lock(String family, Object key) {
        query(LOCK, row -> true, family + ":" + key);
    }

    /// As [#lock], to be asked together with what is to be read under the lock: that sees what was committed before.
    public static Select<Boolean> locking(String family, Object key) {
        return new Select<>(LOCK, row -> true, List.of(family + ":" + key));
    }

    /// Has the statements from here to the end of the transaction planned for whatever their parameters are, and so
    /// but once: a list's length is open, and PostgreSQL plans for it anew each time. For many small statements.
    public void planOnce() {
        update("set local plan_cache_mode = force_generic_plan");
    }

    /// Runs something in this process once the transaction is durable: waking a worker, say. A crash may lose it, so
    /// whatever must happen is in a row as well.
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    void committed(Consumer<Runnable> how) {
        afterCommit.forEach(how);
    }
}
