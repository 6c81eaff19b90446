package brume.base.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import javax.sql.DataSource;

/// Keeps connections of a source open for those who ask next. The first is made when somebody asks.
public final class Pool extends HikariDataSource {
    private static final int IDLE = 2;

    private Pool() {}

    /// @param most connections at once; those who ask for one more wait, for at most `patience`
    public static Pool of(DataSource source, int most, Duration patience) {
        var pool = new Pool();
        pool.setPoolName("sql");
        pool.setDataSource(source);
        pool.setMaximumPoolSize(most);
        pool.setMinimumIdle(Math.min(most, IDLE));
        pool.setConnectionTimeout(patience.toMillis());
        pool.setIdleTimeout(Duration.ofMinutes(2).toMillis());
        return pool;
    }

    /// Whoever asks a closed pool meets an outage.
    @Override
    public Connection getConnection() throws SQLException {
        try {
            return super.getConnection();
        } catch (SQLException e) {
            if (isClosed()) throw new SQLTransientConnectionException("the database is closed", e);
            throw e;
        }
    }

    /// Keeps no connection open any more that nobody uses.
    public void rest() {
        setMinimumIdle(0);
        if (isRunning()) getHikariPoolMXBean().softEvictConnections();
    }
}
