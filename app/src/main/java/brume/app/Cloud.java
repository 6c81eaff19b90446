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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
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
    private final Settings settings;
    private final Optional<Certificates> certificates;
    private final HttpServer http;

    private Cloud(Settings settings, FolderLock lock, Database database) {
        this.settings = settings;
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
        certificates = Certificates.of(settings, InstantSource.system(), random);
        http = new HttpServer(
                settings.listen(),
                certificates.map(Certificates::shown),
                Apis.of(control, simulation),
                Limits.DEFAULT.behind(settings.proxies()),
                new Ids(clock, random));
        certificates.ifPresent(shown -> shown.keep(http, scheduler));
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

    /// Where the APIs are, as clients are told: `http://127.0.0.1:5000`, `https://cloud.example.org:5000`.
    public URI api() {
        return certificates
                .flatMap(Certificates::name)
                .map(name -> URI.create("https://" + bracketed(name) + ":" + http.port()))
                .orElseGet(this::local);
    }

    /// Where they are from this machine, by an address of its own.
    public URI local() {
        var listen = settings.listen().getAddress();
        var host = listen.isAnyLocalAddress() ? "127.0.0.1" : listen.getHostAddress();
        return URI.create((certificates.isPresent() ? "https" : "http") + "://" + bracketed(host) + ":" + http.port());
    }

    /// The authority that clients are to trust, where it is the cloud's own.
    public Optional<Path> authority() {
        return certificates.flatMap(Certificates::authority);
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

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
