package brume.app;

import brume.base.postgres.Databases;
import brume.base.postgres.EmbeddedPostgres;
import brume.base.sql.Pool;
import brume.base.sql.Sql;
import brume.base.sql.SqlFault;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// The cloud's state: a private server in the data folder, or the operator's own.
public final class Database implements AutoCloseable {
    /// The database's name on a private server.
    public static final String NAME = "brume";

    private static final int OLDEST = 150000;
    private static final int CONNECTIONS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Optional<EmbeddedPostgres> server;
    private final HikariDataSource pool;

    private Database(Optional<EmbeddedPostgres> server, HikariDataSource pool) {
        this.server = server;
        this.pool = pool;
    }

    /// Opens it with the tables of this release.
    ///
    /// @param progress is told what is being done
    /// @throws Unusable when the operator's database lets nobody in, is too old, or does not sort by bytes
    public static Database open(Settings settings, Schema schema, Consumer<String> progress) {
        if (settings.database().isPresent()) {
            progress.accept("database: yours");
            var source = outside(settings.database().get());
            return opened(Optional.empty(), source, schema, progress);
        }
        progress.accept("database: a private PostgreSQL");
        var server = EmbeddedPostgres.start(settings.data().resolve("postgres"), settings.postgres());
        try {
            var source = server.dataSource(NAME);
            var databases = new Databases(server.dataSource("postgres"));
            if (!databases.exists(NAME)) databases.create(NAME);
            return opened(Optional.of(server), source, schema, progress);
        } catch (RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /// Connections to the operator's own database.
    ///
    /// @throws Unusable when it lets nobody in, is too old, or does not sort by bytes, or this is no address
    public static DataSource outside(String address) {
        var source = source(URI.create(address));
        try {
            check(new Sql(source));
        } catch (SqlFault e) {
            throw new Unusable("your database can't be used: " + e.getMessage());
        }
        return source;
    }

    private static Database opened(
            Optional<EmbeddedPostgres> server, DataSource source, Schema schema, Consumer<String> progress) {
        if (schema.bring(source)) progress.accept("database: tables brought to this release");
        return new Database(server, Pool.of(source, CONNECTIONS, PATIENCE));
    }

    public DataSource source() {
        return pool;
    }

    /// The private server's process id.
    public Optional<Long> serverPid() {
        return server.map(EmbeddedPostgres::pid);
    }

    @Override
    public void close() {
        pool.close();
        server.ifPresent(EmbeddedPostgres::close);
    }

    /// The operator's database will not do; the message says why.
    public static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    private static void check(Sql sql) {
        int version = sql.query("select current_setting('server_version_num')::int as v", row -> row.integer("v"))
                .getFirst();
        if (version < OLDEST) throw new Unusable("PostgreSQL 15 or newer is needed, this is " + version / 10000);
        var sorted = sql.query(
                        "select datcollate || ' ' || pg_encoding_to_char(encoding) as sorted"
                                + " from pg_database where datname = current_database()",
                        row -> row.text("sorted"))
                .getFirst();
        if (!sorted.equals("C UTF8")) {
            throw new Unusable("the database is " + sorted + "; make it by: create database brume"
                    + " encoding 'UTF8' locale 'C' template template0");
        }
    }

    /// `postgresql://user:password@host:port/name?options`, as libpq writes addresses (PostgreSQL manual, 32.1.1.2).
    static DataSource source(URI address) {
        if (address.getHost() == null
                || address.getPath() == null
                || !address.getScheme().matches("postgres(ql)?")) {
            throw new Unusable("not an address of a database: postgresql://user:password@host:port/name");
        }
        var source = new PGSimpleDataSource();
        var port = address.getPort() < 0 ? "" : ":" + address.getPort();
        var options = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        source.setUrl("jdbc:postgresql://" + address.getHost() + port + address.getRawPath() + options);
        if (address.getRawUserInfo() != null) {
            var parts = address.getRawUserInfo().split(":", 2);
            source.setUser(plain(parts[0]));
            if (parts.length == 2) source.setPassword(plain(parts[1]));
        }
        source.setApplicationName("brume");
        source.setConnectTimeout(10);
        source.setPrepareThreshold(1);
        return source;
    }

    private static String plain(String escaped) {
        return URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
