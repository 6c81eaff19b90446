package brume.base.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The database: single statements, and transactions.
public final class Sql implements Reads {
    private static final Logger LOG = LoggerFactory.getLogger(Sql.class);
    private static final int TRIES = 8;
    private final DataSource source;
    private final Consumer<Runnable> afterCommit;

    public Sql(DataSource source) {
        this(source, Runnable::run);
    }

    /// @param afterCommit what happens to the actions that a transaction asks for after its commit ([Tx#afterCommit])
    public Sql(DataSource source, Consumer<Runnable> afterCommit) {
        this.source = source;
        this.afterCommit = afterCommit;
    }

    @Override
    public <T> List<T> query(String statement, RowReader<T> reader, Object... parameters) {
        try (var connection = source.getConnection()) {
            return Planning.alone(
                    connection,
                    Planning.EACH,
                    ahead -> Statements.query(connection, ahead, statement, reader, parameters));
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    @Override
    public <T> List<T> byIndex(String statement, RowReader<T> reader, Object... parameters) {
        try (var connection = source.getConnection()) {
            return Planning.alone(
                    connection,
                    Planning.ONCE,
                    ahead -> Statements.query(connection, ahead, statement, reader, parameters));
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    @Override
    public <A, B> Select.Both<A, B> both(Select<A> first, Select<B> second) {
        try (var connection = source.getConnection()) {
            return Planning.alone(
                    connection, Planning.ONCE, ahead -> Statements.both(connection, ahead, first, second));
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    /// Reads in one transaction, with an end: a statement that has worked for longer is given up
    /// ([SqlFault#tooLong]).
    public <T> T within(Duration most, Function<Reads, T> reading) {
        return tx(tx -> {
            tx.later("select set_config('statement_timeout', ?, true)", Long.toString(most.toMillis()));
            return reading.apply(tx);
        });
    }

    /// One statement as a transaction of its own.
    ///
    /// @return rows changed
    public int update(String statement, Object... parameters) {
        try (var connection = source.getConnection()) {
            // Rows are found by their keys, however it is planned.
            return Statements.update(connection, statement, parameters);
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    /// Runs `body` in one transaction (read committed) and returns after its commit. The body is SQL only: it is run
    /// again from its start when another transaction was in the way. Whatever it throws undoes all.
    public <T> T tx(Function<Tx, T> body) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(body);
            } catch (SqlFault fault) {
                if (!fault.again() || attempt == TRIES) throw fault;
            }
        }
    }

    /// As [#tx], for bodies that return nothing.
    public void run(Consumer<Tx> body) {
        tx(tx -> {
            body.accept(tx);
            return true;
        });
    }

    private <T> T once(Function<Tx, T> body) {
        Tx tx;
        T result;
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                tx = new Tx(connection);
                result = body.apply(tx);
                tx.commit();
            } catch (RuntimeException | Error e) {
                undo(connection, e);
                throw e;
            } finally {
                restore(connection);
            }
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
        tx.committed(afterCommit);
        return result;
    }

    /// A connection that breaks here says nothing about what was done on it: the commit has succeeded, or its own fault
    /// is on the way.
    private static void restore(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            LOG.debug("a connection broke after its transaction", e);
        }
    }

    private static void undo(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
