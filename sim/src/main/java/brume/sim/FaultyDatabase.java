package brume.sim;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// The controller's way to its database: few connections, which are used by one thread, and fail on the way there, in
/// the middle and on the way back.
final class FaultyDatabase implements DataSource, AutoCloseable {
    private static final String SERIALIZATION = "40001";
    private static final String LOST = "08006";
    private final DataSource source;
    private final Faults faults;
    private final BooleanSupplier armed;
    private final UnaryOperator<String> statements;
    private final Deque<Connection> free = new ArrayDeque<>();
    private boolean struck;
    private boolean wrote;

    /// @param armed      whether faults may happen at this moment
    /// @param statements makes of each what is said in its place
    FaultyDatabase(DataSource source, Faults faults, BooleanSupplier armed, UnaryOperator<String> statements) {
        this.source = source;
        this.faults = faults;
        this.armed = armed;
        this.statements = statements;
    }

    /// Forgets what has happened.
    void calm() {
        struck = false;
        wrote = false;
    }

    /// Whether a fault was made since it was calm.
    boolean struck() {
        return struck;
    }

    /// Whether anything was committed since it was calm.
    boolean wrote() {
        return wrote;
    }

    private boolean strike(Fault fault) {
        if (!armed.getAsBoolean() || !faults.strike(fault, "database")) return false;
        struck = true;
        return true;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = free.isEmpty() ? open() : free.pop();
        return (Connection) Proxy.newProxyInstance(
                FaultyDatabase.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> call(connection, method, arguments));
    }

    private Connection open() throws SQLException {
        var connection = source.getConnection();
        try (var statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '5s'; set jit = off; set synchronous_commit = off");
        }
        return connection;
    }

    private Object call(Connection connection, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "close" -> {
                free.push(connection);
                return null;
            }
            case "commit" -> {
                commit(connection);
                return null;
            }
            case "prepareStatement" -> {
                if (!connection.getAutoCommit() && strike(Fault.SERIALIZATION_FAILURE)) {
                    throw new SQLException("simulated: somebody was in the way", SERIALIZATION);
                }
                // Several may be sent together. A commit among them is left to the one that is asked for next.
                arguments[0] = Stream.of(((String) arguments[0]).split(";\n"))
                        .filter(statement -> !statement.equals("commit"))
                        .map(statements)
                        .collect(Collectors.joining(";\n"));
                if (strike(Fault.CONNECTION_LOST)) throw new SQLException("simulated: connection lost", LOST);
            }
            default -> {}
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void commit(Connection connection) throws SQLException {
        if (strike(Fault.CONTROL_DIES_BEFORE_COMMIT)) {
            connection.rollback();
            throw new ControlDied();
        }
        connection.commit();
        wrote = true;
        if (strike(Fault.CONTROL_DIES_AFTER_COMMIT)) throw new ControlDied();
        if (strike(Fault.COMMIT_ANSWER_LOST)) throw new SQLException("simulated: the answer was lost", LOST);
    }

    @Override
    public void close() {
        free.forEach(connection -> {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("simulated database");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
