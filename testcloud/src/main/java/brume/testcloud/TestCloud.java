package brume.testcloud;

import brume.app.Apis;
import brume.app.ControlPlane;
import brume.app.Schema;
import brume.app.SimulatedHost;
import brume.app.SimulatedHosts;
import brume.app.Simulation;
import brume.app.backup.Backup;
import brume.app.backup.Manifest;
import brume.app.backup.Place;
import brume.app.backup.Restore;
import brume.base.file.Folders;
import brume.base.http.HttpServer;
import brume.base.http.Limits;
import brume.base.id.Ids;
import brume.base.loop.LiveScheduler;
import brume.base.loop.Scheduler;
import brume.base.loop.SteppedScheduler;
import brume.base.loop.TurnableClock;
import brume.base.postgres.Databases;
import brume.base.postgres.PostgresSettings;
import brume.base.postgres.ScratchPostgres;
import brume.base.sql.Pool;
import brume.base.sql.Sql;
import brume.base.sql.SqlFault;
import brume.cloud.access.Caller;
import brume.cloud.identity.FirstThings;
import brume.contract.HostLink;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/// A whole cloud in a test: a database of its own on a real PostgreSQL, the whole control plane, simulated hosts.
///
/// It is either *live*, with threads, the real clock and a listener on loopback, or *stepped*: nothing happens but in
/// [#settle] and [#pass], one piece of work after another, by a clock that is turned by hand. One that *answers* is
/// stepped, and has a listener.
public final class TestCloud implements AutoCloseable {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int CONNECTIONS = 16;
    private static final int MOST_STEPS = 1_000_000;

    /// The password of `admin` in each test cloud.
    public static final String PASSWORD = "secret-of-the-test";

    private static final String SECRET = "what seals the keys of the test";

    private final List<HikariDataSource> pools = new ArrayList<>();
    private final AtomicLong trips = new AtomicLong();
    private final AtomicLong statements = new AtomicLong();
    private final Path folder;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private Path data;
    private DataSource database;
    private Sql sql;
    private ControlPlane control;
    private final int count;
    private final UnaryOperator<HostLink> line;
    private SimulatedHosts hosts;
    private final Optional<HttpServer> server;

    private TestCloud(
            Scheduler scheduler, RandomGenerator random, int hosts, UnaryOperator<HostLink> line, boolean listen) {
        this.scheduler = scheduler;
        this.random = random;
        this.count = hosts;
        this.line = line;
        try {
            folder = Files.createTempDirectory("brume-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        begin(folder.resolve("cloud"), ScratchPostgres.shared().fresh("all", Schema.of(Caller.class)::bring));
        this.hosts = new SimulatedHosts(hosts, control.hosts(), scheduler, random, line);
        this.hosts.start();
        server = listen
                ? Optional.of(new HttpServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Apis.of(control, simulation()),
                        Limits.DEFAULT,
                        new Ids(scheduler.clock(), random)))
                : Optional.empty();
    }

    private void begin(Path data, DataSource database) {
        this.data = Folders.createPrivate(data);
        this.database = database;
        pools.add(Pool.of(database, CONNECTIONS, Duration.ofSeconds(30)));
        sql = new Sql(new CountedDatabase(pools.getLast(), trips, statements));
        control = new ControlPlane(sql, scheduler, random, data);
        control.identity().bootstrap(FirstThings.of(PASSWORD));
        control.start();
    }

    /// How often the database was asked so far, a batch and statements that go together as one; by tests too.
    public long trips() {
        return trips.get();
    }

    /// How many statements were sent to the database so far, a batch as one, those that go together each; tests' own
    /// too.
    public long statements() {
        return statements.get();
    }

    /// How many rows of its tables the database has looked at so far, whether it found what it looked for or not. To be
    /// asked while nobody else asks the database anything.
    public long rowsRead() {
        return reads().stream().mapToLong(Reads::rows).sum();
    }

    /// How a table was read so far.
    ///
    /// @param live  rows in it, about
    /// @param whole times from end to end
    /// @param rows  that were looked at, in one way or another
    public record Reads(String table, long live, long whole, long rows) {}

    /// How each table was read so far. To be asked while nobody else asks the database anything.
    public List<Reads> reads() {
        // A connection's counts are seen by others once a second, or when it is told so.
        onEachConnection("select pg_stat_force_next_flush()");
        return sql.query(
                """
                select relname, n_live_tup, seq_scan, seq_tup_read + coalesce(idx_tup_fetch, 0) as looked_at
                  from pg_stat_user_tables
                """,
                row -> new Reads(
                        row.text("relname"), row.whole("n_live_tup"), row.whole("seq_scan"), row.whole("looked_at")));
    }

    /// From now on the database reads a table from end to end only where no index would do, however few its rows.
    public void preferIndexes() {
        sql.run(tx -> tx.update("analyze"));
        // A connection knows it from its beginning: what is said to one later is not for good.
        sql.update("""
                do $$ begin
                    execute format('alter database %I set enable_seqscan = off', current_database());
                end $$
                """);
        pools.getLast().getHikariPoolMXBean().softEvictConnections();
    }

    private void onEachConnection(String command) {
        var pool = pools.getLast();
        var open = new ArrayList<Connection>();
        try {
            int idle = pool.getHikariPoolMXBean().getIdleConnections();
            for (int i = 0; i < idle; i++) open.add(pool.getConnection());
            for (var connection : open) {
                try (var statement = connection.createStatement()) {
                    statement.execute(command);
                }
                connection.close();
            }
        } catch (SQLException e) {
            throw new SqlFault(e);
        }
    }

    /// Where its tables are.
    public DataSource database() {
        return database;
    }

    /// Its data folder.
    public Path data() {
        return data;
    }

    /// The process ends here and now, and another one begins; of the hosts nothing is left but their names.
    public void restart() {
        stepper();
        hosts.close();
        control.close();
        begin(data, database);
        hosts = new SimulatedHosts(count, control.hosts(), scheduler, random, line);
        hosts.start();
    }

    /// A cloud that runs by itself, with a listener.
    public static TestCloud live(int hosts) {
        var clock = new TurnableClock(() -> Instant.now().truncatedTo(ChronoUnit.MICROS));
        return new TestCloud(new LiveScheduler(clock), new SecureRandom(), hosts, UnaryOperator.identity(), true);
    }

    /// A cloud that stands still between [#settle] and [#pass], but answers.
    public static TestCloud answering(int hosts) {
        return new TestCloud(new SteppedScheduler(START), new Random(1), hosts, UnaryOperator.identity(), true);
    }

    /// A cloud that stands still between [#settle] and [#pass].
    public static TestCloud stepped(int hosts) {
        return new TestCloud(new SteppedScheduler(START), new Random(1), hosts, UnaryOperator.identity(), false);
    }

    /// As [#stepped], over lines that lose, double and delay orders, the same each time for a seed.
    public static TestCloud faulty(int hosts, long seed) {
        var scheduler = new SteppedScheduler(START);
        var random = new Random(seed);
        return new TestCloud(
                scheduler, random, hosts, link -> new FaultyLine(link, scheduler, random, 20, 10, 20), false);
    }

    private Optional<Simulation> simulation() {
        return scheduler instanceof LiveScheduler live && live.clock() instanceof TurnableClock clock
                ? Optional.of(new Simulation(hosts, clock, live, Optional.empty()))
                : Optional.empty();
    }

    /// Backs up the control plane.
    public Manifest backup(Path file) {
        return new Backup(data, database, scheduler.clock())
                .write(new Backup.Wish(file, SECRET, true, true), line -> {});
    }

    /// Another control, in another place, takes over what the backup knows; the hosts go on, and greet it.
    public void restore(Path file) {
        control.close();
        var server = ScratchPostgres.shared().server();
        var name =
                "restored_" + pools.size() + "_" + ProcessHandle.current().pid() + "_" + System.identityHashCode(this);
        new Databases(server.dataSource("postgres")).create(name);
        var place = new Place(
                folder.resolve("restored-" + pools.size()),
                Optional.of("postgresql://%s:%s@127.0.0.1:%d/%s"
                        .formatted(server.user(), server.password(), server.port(), name)),
                PostgresSettings.defaults());
        Restore.of(file, SECRET, Schema.of(Caller.class), scheduler.clock()).into(place, false, line -> {});
        begin(place.data(), server.dataSource(name));
        hosts.turnTo(control.hosts());
    }

    public ControlPlane control() {
        return control;
    }

    /// Another control plane over the same database and keys, as after a restart. It is not started.
    public ControlPlane another() {
        return new ControlPlane(sql, scheduler, random, data);
    }

    /// A host of this cloud, anew and empty, as after it lost its power, that speaks to another control plane.
    public SimulatedHost anew(ControlPlane control) {
        var again = new SimulatedHosts(1, control.hosts(), scheduler, random, UnaryOperator.identity());
        again.start();
        return again.hosts().getFirst();
    }

    public Sql sql() {
        return sql;
    }

    /// @param number from 1
    public SimulatedHost host(int number) {
        return hosts.hosts().get(number - 1);
    }

    /// `http://127.0.0.1:port`, of a live cloud.
    public URI api() {
        return URI.create("http://127.0.0.1:" + server.orElseThrow().port());
    }

    /// Steps reconcilers, hosts and reports until nothing is due at this instant.
    public void settle() {
        int steps = 0;
        while (stepper().step().isPresent()) {
            if (++steps > MOST_STEPS) throw new IllegalStateException("the cloud does not come to rest");
        }
    }

    /// Does one piece of work.
    ///
    /// @return whether there was one
    public boolean step() {
        return stepper().step().isPresent();
    }

    /// Lets time go by, and does all that becomes due.
    public void pass(Duration time) {
        var end = stepper().clock().instant().plus(time);
        settle();
        for (var next = stepper().next();
                next.isPresent() && !next.get().isAfter(end);
                next = stepper().next()) {
            stepper().advance(Duration.between(stepper().clock().instant(), next.get()));
            settle();
        }
        stepper().advance(Duration.between(stepper().clock().instant(), end));
    }

    private SteppedScheduler stepper() {
        if (scheduler instanceof SteppedScheduler stepped) return stepped;
        throw new IllegalStateException("a live cloud goes by itself");
    }

    @Override
    public void close() {
        server.ifPresent(HttpServer::close);
        hosts.close();
        control.close();
        if (scheduler instanceof LiveScheduler live) live.close();
        pools.forEach(HikariDataSource::close);
        Folders.delete(folder);
    }
}
