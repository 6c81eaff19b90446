package brume.base.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;

/// Keeps connections of a source open for those who ask next.
public final class Pool {
    private Pool() {}

    /// @param most connections at once; those who ask for one more wait, for at most `patience`
    public static HikariDataSource of(DataSource source, int most, Duration patience) {
        var config = new HikariConfig();
        config.setPoolName("sql");
        config.setDataSource(source);
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(Math.min(most, 2));
        config.setConnectionTimeout(patience.toMillis());
        config.setIdleTimeout(Duration.ofMinutes(2).toMillis());
        return new HikariDataSource(config);
    }
}
