package brume.app;

import brume.base.fault.CloudFault;
import brume.base.file.Folders;
import brume.base.http.Service;
import brume.base.loop.LiveScheduler;
import brume.base.sql.SqlFault;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Resets of a simulated cloud on its private server. The next world is made ahead, from a copy of an empty database,
/// while nothing else is asked of the machine, and started; a reset only lets it answer. Requests in flight end in the
/// world that they came to, which has a while for that; then all that it had is deleted.
final class Resets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Resets.class);
    private static final Duration AFTER_START = Duration.ofSeconds(5);
    private static final Duration AFTER_RESET = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration GREETING = Duration.ofSeconds(2);
    private static final long POLL_NANOS = 5_000_000;

    private final Settings settings;
    private final Schema schema;
    private final Database database;
    private final Function<List<Service>, CompletableFuture<Void>> serve;
    private final LiveScheduler scheduler = new LiveScheduler(InstantSource.system());
    private World now;
    private FutureTask<World> next;
    private final Set<World> ending = ConcurrentHashMap.newKeySet();
    private volatile boolean tidy;
    private volatile boolean closed;

    /// @param database with the private server
    /// @param serve    makes services answer, and completes when the former ones have answered their last request
    Resets(
            Settings settings,
            Schema schema,
            Database database,
            World first,
            Function<List<Service>, CompletableFuture<Void>> serve) {
        this.settings = settings;
        this.schema = schema;
        this.database = database;
        this.serve = serve;
        now = first;
        next = following(first.life());
    }

    /// Makes the first world that a reset may need, in a while.
    void start() {
        makeLater(AFTER_START);
    }

    /// The world that answers.
    synchronized World now() {
        return now;
    }

    /// Puts an empty world in the place of the one that answers.
    ///
    /// @throws CloudFault.Unavailable when it can't be made; all is as before then
    synchronized void reset() {
        var fresh = take();
        next = following(now.life());
        begin(fresh);
        var over = serve.apply(fresh.services());
        var old = now;
        now = fresh;
        next = following(fresh.life());
        makeLater(AFTER_RESET);
        ending.add(old);
        old.rest();
        Thread.ofVirtual().name("end of a life").start(() -> end(old, over));
        LOG.info("reset: life {} of this cloud begins", fresh.life().number());
    }

    private static void begin(World world) {
        try {
            world.life().begin();
        } catch (RuntimeException | Error e) {
            world.close();
            throw e;
        }
    }

    /// Starts a world, and waits for its hosts.
    private static void start(World world) {
        world.start();
        long deadline = System.nanoTime() + GREETING.toNanos();
        while (!world.hostsAreThere() && System.nanoTime() < deadline) LockSupport.parkNanos(POLL_NANOS);
    }

    private FutureTask<World> following(Life life) {
        return new FutureTask<>(() -> make(life));
    }

    private void makeLater(Duration after) {
        scheduler.runAt(scheduler.clock().instant().plus(after), "next life", next);
    }

    /// The next world: the one made ahead, or one made here and now.
    private World take() {
        for (int attempt = 1; ; attempt++) {
            if (closed) throw new CloudFault.Unavailable("the cloud is being stopped");
            // Does nothing where it is done, or is being done.
            next.run();
            try {
                return next.get();
            } catch (ExecutionException e) {
                LOG.warn("the next life of this cloud could not be made", e.getCause());
                next = following(now.life());
                if (attempt == 2) throw new CloudFault.Unavailable("no empty cloud could be made; its log says why");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CloudFault.Unavailable("interrupted");
            }
        }
    }

    /// The world that follows `life`, which is the one that counts.
    private World make(Life life) {
        if (closed) throw new IllegalStateException("closed");
        if (!tidy) tidy(life);
        tidy = true;
        return world(life.next());
    }

    /// Deletes what a process that died has left of other lives.
    private void tidy(Life life) {
        var databases = database.databases();
        for (var name : databases.named(Database.NAME)) {
            if (!name.equals(life.database()) && !name.equals(Database.EMPTY)) databases.drop(name);
        }
        life.deleteOthers();
    }

    private World world(Life life) {
        var databases = database.databases();
        if (!databases.exists(Database.EMPTY)) databases.create(Database.EMPTY);
        schema.bring(database.single(Database.EMPTY));
        databases.drop(life.database());
        life.delete();
        databases.copy(life.database(), Database.EMPTY);
        Folders.createPrivate(life.folder());
        var world = new World(settings, life, database.beside(life.database()), Optional.of(this::reset));
        try {
            world.furnish();
            world.prepare();
            start(world);
            return world;
        } catch (RuntimeException | Error e) {
            world.close();
            throw e;
        }
    }

    /// @param over completes when the world has answered its last request
    private void end(World world, CompletableFuture<Void> over) {
        over.copy()
                .completeOnTimeout(null, GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        world.close();
        over.join();
        ending.remove(world);
        if (closed) return;
        try {
            database.databases().drop(world.life().database());
            world.life().delete();
        } catch (SqlFault | UncheckedIOException e) {
            LOG.warn(
                    "what life {} has left is deleted at the next start: {}",
                    world.life().number(),
                    e.toString());
        }
    }

    /// Makes nothing more. The world that answers goes on.
    @Override
    public synchronized void close() {
        closed = true;
        scheduler.close();
        next.run();
        try {
            next.get().close();
        } catch (ExecutionException e) {
            LOG.debug("none was being made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ending.forEach(World::close);
    }
}
