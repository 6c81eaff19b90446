package brume.torture;

import brume.base.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A client's journal: a line of JSON for each request before it is sent, and one for each answer. Each is on disk
/// before anything else happens.
final class Journal implements AutoCloseable {
    private final FileChannel file;
    private long last;

    Journal(Path path) {
        try {
            file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The number of the next step.
    long next() {
        return ++last;
    }

    void sent(Step step) {
        var line = Json.object()
                .put("sent", step.number())
                .put("what", step.what().name())
                .put("kind", step.kind().name())
                .put("key", step.key())
                .put("id", step.id())
                .put("attribute", step.attribute())
                .put("value", step.value())
                .put("method", step.method())
                .put("path", step.path());
        var within = line.putArray("within");
        step.within().forEach(within::add);
        write(line);
    }

    void got(long number, int status, String id, String told) {
        write(Json.object()
                .put("got", number)
                .put("status", status)
                .put("id", id)
                .put("told", told));
    }

    private void write(JsonNode line) {
        try {
            var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) file.write(bytes);
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What follows from a journal that was written.
    static Ledger read(Path path) {
        var ledger = new Ledger();
        try (var lines = Files.lines(path)) {
            lines.map(Json::read).forEach(line -> {
                if (line.has("sent")) ledger.sent(step(line));
                else
                    ledger.got(
                            line.path("got").asLong(),
                            line.path("status").asInt(),
                            line.path("id").asString());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ledger;
    }

    private static Step step(JsonNode line) {
        List<String> within = new ArrayList<>();
        line.path("within").forEach(key -> within.add(key.asString()));
        return new Step(
                line.path("sent").asLong(),
                Step.What.valueOf(line.path("what").asString()),
                Kind.valueOf(line.path("kind").asString()),
                line.path("key").asString(),
                line.path("id").asString(),
                List.copyOf(within),
                line.path("attribute").asString(),
                line.path("value").asString(),
                line.path("method").asString(),
                line.path("path").asString());
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
