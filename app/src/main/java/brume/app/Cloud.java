package brume.app;

import brume.base.file.FolderLock;
import brume.base.file.Folders;
import brume.base.http.HttpServer;
import brume.base.http.Limits;
import brume.base.id.Ids;
import brume.base.loop.LiveScheduler;
import brume.base.tls.BadCertificate;
import brume.cloud.access.Caller;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/// A running cloud: its database, its parts, its listener.
public final class Cloud implements AutoCloseable {
    private final Settings settings;
    private final FolderLock lock;
    private final Database database;
    private final Schema schema;
    private final LiveScheduler scheduler = new LiveScheduler(InstantSource.system());
    private final Optional<Certificates> certificates;
    private final HttpServer http;
    private final World first;
    private final Optional<Resets> resets;

    private Cloud(Settings settings, FolderLock lock, Database database) {
        this.settings = settings;
        this.lock = lock;
        this.database = database;
        schema = Schema.of(Caller.class);
        var random = new SecureRandom();
        certificates = Certificates.of(settings, InstantSource.system(), random);
        http = new HttpServer(
                settings.listen(),
                certificates.map(Certificates::shown),
                Limits.DEFAULT.behind(settings.proxies()),
                new Ids(InstantSource.system(), random));
        boolean resettable = settings.simulate() && settings.database().isEmpty();
        first = new World(
                settings, Life.of(settings.data()), database, resettable ? Optional.of(this::reset) : Optional.empty());
        resets =
                resettable ? Optional.of(new Resets(settings, schema, database, first, http::serve)) : Optional.empty();
    }

    private void begin(Consumer<String> progress) {
        database.await(schema, progress);
        first.furnish();
        first.start();
        http.serve(first.services());
        http.open();
        certificates.ifPresent(shown -> shown.keep(http, scheduler));
        resets.ifPresent(Resets::start);
    }

    private void reset() {
        resets.orElseThrow().reset();
    }

    /// Looks at the files that the operator gives, before anything is made.
    ///
    /// @throws BadCertificate when the certificate or its key can't be used
    public static void check(Settings settings) {
        Certificates.own(settings.tls(), InstantSource.system().instant());
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
            // It takes a while to start; all else is built meanwhile.
            var database = Database.begin(settings, progress);
            try {
                return started(new Cloud(settings, lock, database), progress);
            } catch (RuntimeException | Error e) {
                database.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static Cloud started(Cloud cloud, Consumer<String> progress) {
        try {
            cloud.begin(progress);
            return cloud;
        } catch (RuntimeException | Error e) {
            cloud.close();
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
        scheduler.close();
        resets.ifPresent(Resets::close);
        resets.map(Resets::now).orElse(first).close();
        database.close();
        lock.close();
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
