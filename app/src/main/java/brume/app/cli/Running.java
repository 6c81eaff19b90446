package brume.app.cli;

import brume.app.Settings;
import brume.base.json.Json;
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

/// A cloud that runs, as its process notes it in the data folder once it is ready.
///
/// @param process its id; ids are used again, so that `started`, the process's start in milliseconds, must fit too
record Running(Path data, long process, long started, URI api, boolean simulated, String region) {
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
                    note.path("simulated").asBoolean(),
                    note.path("region").asString());
            return Optional.of(running).filter(Running::alive);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Notes that this process runs the cloud of `data`.
    static Running note(Settings settings, URI api) {
        var data = settings.data();
        var us = ProcessHandle.current();
        var running = new Running(data, us.pid(), startOf(us), api, settings.simulate(), settings.region());
        var note = Json.object()
                .put("process", running.process)
                .put("started", running.started)
                .put("api", api.toString())
                .put("simulated", settings.simulate())
                .put("region", settings.region());
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
        return ProcessHandle.of(process).filter(ProcessHandle::isAlive).filter(handle -> startOf(handle) == started);
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
            var connection = (HttpURLConnection) api.resolve("/").toURL().openConnection();
            connection.setConnectTimeout((int) PATIENCE.toMillis());
            connection.setReadTimeout((int) PATIENCE.toMillis());
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
