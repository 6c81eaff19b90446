package brume.app;

import brume.base.file.FolderLock;
import brume.base.file.Folders;
import brume.base.file.SecretFile;
import brume.base.http.HttpServer;
import brume.base.http.Limits;
import brume.base.id.Ids;
import brume.cloud.access.Caller;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/// A running cloud: its database, its parts, its listener.
public final class Cloud implements AutoCloseable {
    private final FolderLock lock;
    private final Database database;
    private final HttpServer http;
    private final URI api;

    private Cloud(FolderLock lock, Database database, HttpServer http, URI api) {
        this.lock = lock;
        this.database = database;
        this.http = http;
        this.api = api;
    }

    /// Starts everything; returns when the APIs answer.
    ///
    /// @param progress is told what is being done, a line at a time
    /// @throws FolderLock.InUse when another process runs the cloud of this folder
    public static Cloud start(Settings settings, Consumer<String> progress) {
        var lock = FolderLock.take(Folders.createPrivate(settings.data()));
        try {
            var database = Database.open(settings, Schema.of(Caller.class), progress);
            try {
                SecretFile.readOrMake(settings.passwordFile("admin"));
                var http = new HttpServer(
                        settings.listen(),
                        List.of(Front.service(List.of())),
                        Limits.DEFAULT,
                        new Ids(InstantSource.system(), new SecureRandom()));
                return new Cloud(lock, database, http, api(settings.listen(), http.port()));
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
