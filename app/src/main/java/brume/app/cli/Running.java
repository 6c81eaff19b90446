package brume.app.cli;

import brume.app.Cloud;
import brume.app.Settings;
import brume.app.TlsFiles;
import brume.base.json.Json;
import brume.base.tls.Pem;
import brume.base.tls.Pinned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/// A cloud that runs, as its process notes it in the data folder once it is ready.
///
/// @param process   its id; ids are used again, so that `started`, the process's start in milliseconds, must fit too
/// @param api       as clients are told
/// @param local     as this machine reaches it
/// @param authority what clients are to trust, where the cloud has an authority of its own
record Running(
        Path data,
        long process,
        long started,
        URI api,
        URI local,
        Optional<Path> authority,
        boolean simulated,
        String region) {
    private static final String FILE = "running.json";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// The cloud of `data`; empty when none runs, also when one died without a word.
    static Optional<Running> in(Path data) {
        try {
            var note = Json.read(Files.readString(data.resolve(FILE)));
            var running = new Running(
                    data,
                    note.path("process").asLong(),
                    note.path("started").asLong(),
                    URI.create(note.path("api").asString()),
                    URI.create(note.path("local").asString(note.path("api").asString())),
                    note.has("authority")
                            ? Optional.of(Path.of(note.path("authority").asString()))
                            : Optional.empty(),
                    note.path("simulated").asBoolean(),
                    note.path("region").asString());
            return Optional.of(running).filter(Running::alive);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Notes that this process runs the cloud of `data`.
    static Running note(Settings settings, Cloud cloud) {
        var data = settings.data();
        var us = ProcessHandle.current();
        var running = new Running(
                data,
                us.pid(),
                startOf(us),
                cloud.api(),
                cloud.local(),
                cloud.authority(),
                settings.simulate(),
                settings.region());
        var note = Json.object()
                .put("process", running.process)
                .put("started", running.started)
                .put("api", running.api.toString())
                .put("local", running.local.toString())
                .put("simulated", settings.simulate())
                .put("region", settings.region());
        running.authority.ifPresent(file -> note.put("authority", file.toString()));
        try {
            var part = data.resolve(FILE + ".new");
            Files.writeString(part, note.toString());
            Files.move(part, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return running;
    }

    static void forget(Path data) {
        try {
            Files.deleteIfExists(data.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<ProcessHandle> handle() {
        return ProcessHandle.of(process)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> startOf(handle) == started)
                .filter(handle -> !ended(handle));
    }

    /// Whether it is a zombie: it has ended, and nobody has taken note of that (proc(5)).
    private static boolean ended(ProcessHandle handle) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "stat"));
            // The name before the last parenthesis may hold anything.
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return true;
        }
    }

    boolean alive() {
        return handle().isPresent();
    }

    Instant since() {
        return Instant.ofEpochMilli(started);
    }

    /// Whether the API's root answers as it should.
    boolean answers() {
        try {
            var connection = open("/");
            connection.setConnectTimeout((int) PATIENCE.toMillis());
            connection.setReadTimeout((int) PATIENCE.toMillis());
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /// What clients of ours trust: the one certificate that this cloud shows, by its own folder; empty without TLS.
    Optional<SSLContext> trust() throws IOException {
        if (!local.getScheme().equals("https")) return Optional.empty();
        var shown = Pem.certificates(Files.readString(TlsFiles.in(data).shown()));
        return Optional.of(Pinned.to(shown.getFirst()));
    }

    /// A connection to this cloud, not yet made.
    HttpURLConnection open(String path) throws IOException {
        var connection = (HttpURLConnection) local.resolve(path).toURL().openConnection();
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(trust().orElseThrow().getSocketFactory());
            // It is known by its certificate alone, whatever names are in it.
            secure.setHostnameVerifier((name, session) -> true);
        }
        return connection;
    }

    private static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
