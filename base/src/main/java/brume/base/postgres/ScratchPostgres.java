package brume.base.postgres;

import brume.base.file.FolderLock;
import brume.base.file.Folders;
import brume.base.sql.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;

/// One throw-away server for this JVM, without durability: for tests. It is started when first asked for, and is gone
/// with the JVM; one that a killed JVM left behind is cleared away by the next.
///
/// The system property `brume.test.pg` or the variable `BRUME_TEST_PG` names a version of PostgreSQL that Debian
/// installed (`15`), to be used instead of the one that comes with us.
///
///     DataSource fresh = ScratchPostgres.shared().fresh("all", source -> Migrations.run(source, slices));
public final class ScratchPostgres {
    private static final String PREFIX = "brume-scratch-";
    private static final int TRIES = 5;
    private final EmbeddedPostgres server;
    private final Databases databases;
    private final Map<String, String> templates = new HashMap<>();
    private final AtomicInteger made = new AtomicInteger();

    private ScratchPostgres(EmbeddedPostgres server) {
        this.server = server;
        this.databases = new Databases(server.dataSource("postgres"));
    }

    private static final class Holder {
        static final ScratchPostgres SHARED = open();
    }

    /// The server of this JVM.
    public static ScratchPostgres shared() {
        return Holder.SHARED;
    }

    /// A new database, a copy of what `migrate` makes of an empty one; `migrate` runs once per `kind`.
    ///
    /// @param kind lower-case letters, digits and underscores
    public DataSource fresh(String kind, Consumer<DataSource> migrate) {
        var name = "d" + made.incrementAndGet();
        databases.create(name, template(kind, migrate));
        return server.dataSource(name);
    }

    /// Drops a database that [#fresh] made. Nobody may use it any more.
    public void drop(DataSource fresh) {
        databases.drop(new Sql(fresh).only("select current_database() as name", row -> row.text("name")));
    }

    public EmbeddedPostgres server() {
        return server;
    }

    private synchronized String template(String kind, Consumer<DataSource> migrate) {
        return templates.computeIfAbsent(kind, k -> {
            var name = "template_" + k;
            databases.create(name);
            migrate.accept(server.dataSource(name));
            return name;
        });
    }

    private static ScratchPostgres open() {
        var scratch = Path.of(System.getProperty("java.io.tmpdir"));
        sweep(scratch);
        for (int attempt = 1; ; attempt++) {
            try {
                return open(Files.createTempDirectory(scratch, PREFIX));
            } catch (FolderLock.InUse cleared) {
                // Another JVM that clears away was quicker to lock what had just been made.
                if (attempt == TRIES) throw cleared;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static ScratchPostgres open(Path folder) {
        var server = EmbeddedPostgres.start(folder, settings());
        // What it does by itself, tests that count would count.
        var sql = new Sql(server.dataSource("postgres"));
        sql.update("alter system set autovacuum = off");
        sql.query("select pg_reload_conf() as done", row -> row.flag("done"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.discard();
            Folders.delete(folder);
        }));
        return new ScratchPostgres(server);
    }

    private static PostgresSettings settings() {
        var settings = PostgresSettings.defaults().withDurable(false).withConnections(200);
        var version = System.getProperty("brume.test.pg", System.getenv().getOrDefault("BRUME_TEST_PG", ""));
        return version.isEmpty() ? settings : settings.withInstalled(Path.of("/usr/lib/postgresql", version, "bin"));
    }

    private static void sweep(Path scratch) {
        try (var left = Files.newDirectoryStream(scratch, PREFIX + "*")) {
            for (var folder : left) {
                if (Files.isWritable(folder) && Files.exists(folder.resolve("lock"))) sweepOne(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sweepOne(Path folder) {
        try (var lock = FolderLock.tryTake(folder).orElse(null)) {
            if (lock == null) return;
            PostmasterFile.live(folder.resolve("cluster")).ifPresent(server -> {
                server.destroyForcibly();
                server.onExit().join();
            });
            Folders.delete(folder);
        }
    }
}
