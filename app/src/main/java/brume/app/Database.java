package brume.app;

import brume.base.postgres.Databases;
import brume.base.postgres.EmbeddedPostgres;
import brume.base.sql.Pool;
import brume.base.sql.Sql;
import brume.base.sql.SqlFault;
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

    /// Another one there, with tables and without rows: what a reset begins with is a copy of it.
    public static final String EMPTY = "brume_empty";

    private static final int OLDEST = 150000;
    private static final int CONNECTIONS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Optional<EmbeddedPostgres> server;
    private final String name;
    private final DataSource single;
    private final Pool pool;

    private Database(Optional<EmbeddedPostgres> server, String name, DataSource single) {
        this.server = server;
        this.name = name;
        this.single = single;
        pool = Pool.of(single, CONNECTIONS, PATIENCE);
    }

    /// Opens it with the tables of this release.
    ///
    /// @param progress is told what is being done
    /// @throws Unusable when the operator's database lets nobody in, is too old, or does not sort by bytes
    public static Database open(Settings settings, Schema schema, Consumer<String> progress) {
        var database = begin(settings, progress);
        try {
            database.await(schema, progress);
            return database;
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    /// As [#open], but returns before it takes statements: [#await] waits for that.
    public static Database begin(Settings settings, Consumer<String> progress) {
        if (settings.database().isPresent()) {
            progress.accept("database: yours");
            return new Database(
                    Optional.empty(), NAME, outside(settings.database().get()));
        }
        progress.accept("database: a private PostgreSQL");
        var server = EmbeddedPostgres.begin(settings.data().resolve("postgres"), settings.postgres());
        var name = Life.of(settings.data()).database();
        return new Database(Optional.of(server), name, server.dataSource(name));
    }

    /// Returns when it takes statements and has the tables of this release.
    public void await(Schema schema, Consumer<String> progress) {
        server.ifPresent(EmbeddedPostgres::await);
        boolean changed;
        try {
            changed = schema.bring(single);
        } catch (SqlFault e) {
            if (server.isEmpty() || !e.noDatabase()) throw e;
            databases().create(name);
            changed = schema.bring(single);
        }
        if (changed) progress.accept("database: tables brought to this release");
    }

    /// Another database of the same private server.
    Database beside(String other) {
        return new Database(Optional.empty(), other, server.orElseThrow().dataSource(other));
    }

    /// Single connections to another database of the same private server.
    DataSource single(String other) {
        return server.orElseThrow().dataSource(other);
    }

    /// All databases of the same private server.
    Databases databases() {
        return new Databases(server.orElseThrow().dataSource("postgres"));
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

    public Pool source() {
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
