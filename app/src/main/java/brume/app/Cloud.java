package brume.app;

import brume.base.file.FolderLock;
import brume.base.file.Folders;
import brume.base.file.SecretFile;
import brume.base.http.HttpServer;
import brume.base.http.Limits;
import brume.base.id.Ids;
import brume.base.loop.LiveScheduler;
import brume.base.loop.TurnableClock;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.identity.FirstThings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// A running cloud: its database, its parts, its listener.
public final class Cloud implements AutoCloseable {
    private final FolderLock lock;
    private final Database database;
    private final LiveScheduler scheduler;
    private final ControlPlane control;
    private final SimulatedHosts hosts;
    private final Optional<RealHost> machine;
    private final HttpServer http;
    private final URI api;

    private Cloud(Settings settings, FolderLock lock, Database database) {
        this.lock = lock;
        this.database = database;
        var random = new SecureRandom();
        // PostgreSQL keeps microseconds: what is read back is what was written.
        var clock = new TurnableClock(() -> Instant.now().truncatedTo(ChronoUnit.MICROS));
        scheduler = new LiveScheduler(clock);
        control = new ControlPlane(
                new Sql(database.source()), scheduler, random, settings.data(), settings.deletedKept());
        control.identity()
                .bootstrap(new FirstThings(
                        SecretFile.readOrMake(settings.passwordFile("admin")),
                        settings.region(),
                        FirstThings.SERVICES,
                        Optional.of(SecretFile.readOrMake(settings.passwordFile("demo")))));
        control.start();
        new FirstResources(control, settings).make();
        hosts = new SimulatedHosts(
                settings.simulate() ? settings.hosts() : 0,
                control.hosts(),
                scheduler,
                random,
                UnaryOperator.identity());
        hosts.start();
        machine = settings.simulate()
                ? Optional.empty()
                : Optional.of(new RealHost(settings, control.hosts(), scheduler, new Ids(clock, random), random));
        machine.ifPresent(RealHost::start);
        var simulation = settings.simulate()
                ? Optional.of(new Simulation(hosts, clock, scheduler))
                : Optional.<Simulation>empty();
        http = new HttpServer(
                settings.listen(), Apis.of(control, simulation), limits(settings), new Ids(clock, random));
        api = api(settings.listen(), http.port());
    }

    private static Limits limits(Settings settings) {
        var standard = Limits.DEFAULT;
        return new Limits(standard.bodyBytes(), standard.headerBytes(), standard.idle(), settings.proxies());
    }

    /// Starts everything; returns when the APIs answer.
    ///
    /// @param progress is told what is being done, a line at a time
    /// @throws FolderLock.InUse when another process runs the cloud of this folder
    public static Cloud start(Settings settings, Consumer<String> progress) {
        var lock = FolderLock.take(Folders.createPrivate(settings.data()));
        try {
            if (Files.exists(Settings.restoring(settings.data()))) {
                throw new Database.Unusable(
                        "a restore into " + settings.data() + " was cut short; repeat it by ./brume restore --force");
            }
            var database = Database.open(settings, Schema.of(Caller.class), progress);
            try {
                return new Cloud(settings, lock, database);
            } catch (RuntimeException | Error e) {
                database.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /// Where the APIs are, as this machine's clients reach them: `http://127.0.0.1:5000`.
    public URI api() {
        return api;
    }

    /// Stops: no more requests are taken, those in flight are finished. Guests stay as they are.
    @Override
    public void close() {
        http.close();
        hosts.close();
        machine.ifPresent(RealHost::close);
        control.close();
        scheduler.close();
        database.close();
        lock.close();
    }

    private static URI api(InetSocketAddress listen, int port) {
        var host = listen.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : listen.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
}
