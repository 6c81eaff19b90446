package brume.base.postgres;

import brume.base.file.FolderLock;
import brume.base.file.Folders;
import brume.base.file.SecretFile;
import brume.base.loop.Backoff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A private PostgreSQL server in a data folder: on loopback alone, on a port of its own, behind a secret that only the
/// folder's owner reads. Text is UTF-8 and sorts by bytes (collation "C").
///
/// The server outlives us when we are killed; the next start in the same folder adopts it. One that dies under us is
/// started again, as often as it takes. A lock on the folder keeps two processes apart. Layout of the folder:
/// `cluster/`
/// (PostgreSQL's own), `secret`, `log`, `lock`.
public final class EmbeddedPostgres implements AutoCloseable {
    static final String USER = "brume";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(30);
    /// The signal by which PostgreSQL ends its sessions, writes what it has to, and ends.
    private static final String CLEANLY = "INT";
    /// The one by which it ends; what it has not written is in its log.
    private static final String AT_ONCE = "QUIT";
    private static final long POLL_NANOS = 2_000_000;
    private static final long LOG_LIMIT_BYTES = 8 << 20;
    private static final int TRIES = 5;
    private static final Backoff REVIVAL = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final Path data;
    private final ServerCommand command;
    private final Cluster cluster;
    private final FolderLock lock;
    private final String password;
    /// Those that somebody still has.
    private final Set<PGSimpleDataSource> sources = Collections.newSetFromMap(new WeakHashMap<>());

    private ProcessHandle postmaster;
    private ProcessHandle guarded;
    private int port;
    /// How long its log was when it was launched.
    private long logged;
    private boolean wanted = true;

    private EmbeddedPostgres(Path data, PostgresSettings settings, FolderLock lock) {
        this.data = data;
        this.lock = lock;
        this.command = new ServerCommand(Binaries.find(settings));
        this.cluster = new Cluster(data.resolve("cluster"), settings, command);
        this.password = SecretFile.readOrMake(data.resolve("secret"));
    }

    /// Starts the server of `data`, or adopts the one that runs there; returns when it takes connections. An empty
    /// folder gets a cluster first.
    ///
    /// @throws FolderLock.InUse when another process uses the folder
    /// @throws PostgresFault    when the server does not start
    public static EmbeddedPostgres start(Path data, PostgresSettings settings) {
        var server = begin(data, settings);
        try {
            server.await();
            return server;
        } catch (RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /// As [#start], but returns before it takes connections: [#await] waits for that.
    public static EmbeddedPostgres begin(Path data, PostgresSettings settings) {
        var folder = Folders.createPrivate(data.toAbsolutePath().normalize());
        var lock = FolderLock.take(folder);
        try {
            var server = new EmbeddedPostgres(folder, settings, lock);
            server.cluster.make(folder.resolve("secret"), server.password);
            if (!server.adopt()) server.launch(freePort());
            return server;
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /// Returns when it takes connections.
    ///
    /// @throws PostgresFault when it does not start
    public synchronized void await() {
        settle();
        guard();
    }

    /// Connections to the server that runs in `data`, whoever owns it; empty when none does.
    public static Optional<DataSource> running(Path data, String database) {
        var cluster = data.resolve("cluster");
        if (PostmasterFile.live(cluster).isEmpty()) return Optional.empty();
        return PostmasterFile.read(cluster)
                .filter(PostmasterFile::ready)
                .map(file -> connections(file.port(), SecretFile.readOrMake(data.resolve("secret")), database));
    }

    /// Stops the server that a process which died left running in `data`.
    ///
    /// @return whether there was one
    /// @throws FolderLock.InUse when its owner lives
    public static boolean stopLeft(Path data) {
        var live = PostmasterFile.live(data.resolve("cluster"));
        if (live.isEmpty()) return false;
        var lock = FolderLock.take(data);
        try {
            // To die at once is safe for the server: what was committed is in its log, and its next start reads that.
            live.get().destroyForcibly();
            awaitEnd(live.get());
            return true;
        } finally {
            lock.close();
        }
    }

    /// Stops this server, and leaves in `target` a copy of its cluster, to be the [PostgresSettings#template] of new
    /// ones. It carries no secret.
    public void packTemplate(Path target) {
        stop(CLEANLY);
        cluster.pack(target, password);
    }

    public String user() {
        return USER;
    }

    public String password() {
        return password;
    }

    public synchronized int port() {
        return port;
    }

    /// The server's process id.
    public synchronized long pid() {
        return postmaster.pid();
    }

    /// A JDBC address of `database`, without user and password.
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /// Single connections to `database`, unpooled; [brume.base.sql.Pool] makes a pool of it. `postgres` is always
    /// there. It finds the server also where that was started again.
    public synchronized DataSource dataSource(String database) {
        var source = connections(port, password, database);
        sources.add(source);
        return source;
    }

    private static PGSimpleDataSource connections(int port, String password, String database) {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(USER);
        source.setPassword(password);
        source.setApplicationName("brume");
        source.setConnectTimeout(10);
        // Our statements are few and come again; once prepared, their times and ids come as bytes and not as text.
        source.setPrepareThreshold(1);
        return source;
    }

    /// Stops the server: open transactions are undone, what was committed is on disk. Repeatable.
    @Override
    public void close() {
        stop(CLEANLY);
        lock.close();
    }

    /// Ends as [#close] does, where nobody needs the data any more: nothing else is written.
    void discard() {
        stop(AT_ONCE);
        lock.close();
    }

    /// Lets go of the folder and leaves the server running, as a death of our process does.
    synchronized void abandon() {
        wanted = false;
        lock.close();
    }

    /// Sees to it that a server that dies is followed by another.
    private synchronized void guard() {
        var now = postmaster;
        guarded = now;
        now.onExit().thenRun(() -> Thread.ofPlatform().name("postgres").daemon().start(() -> revive(now)));
    }

    private void revive(ProcessHandle dead) {
        for (int failures = 0; !relaunched(dead, failures); ) {
            failures++;
            LockSupport.parkNanos(
                    REVIVAL.wait(failures, ThreadLocalRandom.current()).toNanos());
        }
    }

    /// @return whether nothing is left to be done
    private synchronized boolean relaunched(ProcessHandle dead, int failures) {
        if (!wanted || !guarded.equals(dead)) return true;
        try {
            if (failures == 0) LOG.warn("PostgreSQL ended without being asked to; it is started again");
            if (!adopt()) launch(port);
            settle();
            guard();
            LOG.info("PostgreSQL is back");
            return true;
        } catch (PostgresFault | UncheckedIOException e) {
            LOG.warn("PostgreSQL is not back yet: {}", e.getMessage());
            return false;
        }
    }

    private synchronized void stop(String how) {
        wanted = false;
        halt(how);
    }

    private void halt(String how) {
        if (!postmaster.isAlive()) return;
        command.run("pg_ctl", "", "kill", how, Long.toString(postmaster.pid()));
        try {
            postmaster.onExit().get(GRACE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // What was committed is in its log, and its next start reads that.
            postmaster.destroyForcibly();
            awaitEnd(postmaster);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresFault("interrupted while PostgreSQL stops");
        }
    }

    /// Takes over a server that was left running here by a process that died. One with other settings is stopped.
    private boolean adopt() {
        var live = PostmasterFile.live(cluster.folder());
        if (live.isEmpty()) return false;
        postmaster = live.get();
        var file = awaitReady(postmaster);
        if (file != null && sameSettings(postmaster.pid(), file.port())) {
            listenAt(file.port());
            return true;
        }
        halt(CLEANLY);
        return false;
    }

    private boolean sameSettings(long pid, int port) {
        try {
            var line = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
            var wanted = command.line("postgres", cluster.arguments(port));
            var programAndArguments =
                    wanted.subList(wanted.size() - cluster.arguments(port).size() - 1, wanted.size());
            return line.equals(String.join("\0", programAndArguments) + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    private void launch(int at) {
        shortenLog();
        listenAt(at);
        logged = size(log());
        postmaster = command.start(cluster.arguments(port), log()).toHandle();
    }

    /// Waits until what was launched takes connections; what passes by itself is tried again.
    private void settle() {
        for (int attempt = 1; awaitReady(postmaster) == null; attempt++) {
            var said = tail(logged);
            // Another process may take the port in between; a killed server's children may need a moment to go.
            boolean taken = said.contains("could not bind");
            boolean passing = taken || said.contains("pre-existing shared memory block");
            if (!passing || attempt == TRIES)
                throw new PostgresFault("PostgreSQL did not start in " + data + ": " + said);
            LockSupport.parkNanos(Duration.ofMillis(200L * attempt).toNanos());
            launch(taken ? freePort() : port);
        }
    }

    private void listenAt(int at) {
        port = at;
        for (var source : sources) source.setPortNumbers(new int[] {at});
    }

    /// @return null when the process ended instead
    private PostmasterFile awaitReady(ProcessHandle process) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive()) {
            var file = PostmasterFile.read(cluster.folder());
            if (file.isPresent()
                    && file.get().pid() == process.pid()
                    && file.get().ready()) return file.get();
            if (System.nanoTime() > deadline) {
                throw new PostgresFault("PostgreSQL is not ready after " + PATIENCE.toSeconds() + " s; see " + log());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return null;
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new PostgresFault("PostgreSQL does not stop: process " + process.pid());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresFault("interrupted while PostgreSQL stops");
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void shortenLog() {
        try {
            if (size(log()) > LOG_LIMIT_BYTES) {
                Files.move(log(), data.resolve("log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String tail(long from) {
        try (var in = Files.newInputStream(log())) {
            in.skipNBytes(from);
            return new String(in.readNBytes(2000), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "see " + log();
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private Path log() {
        return data.resolve("log");
    }
}
