package brume.host.hypervisor;

import brume.host.process.UnixDatagrams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The management console of a user-mode Linux: a command in a datagram, its answer in one or more.
///
/// Source: the kernel's `arch/um/drivers/mconsole.h`: a request is a magic number, version 2, a length, and 512 bytes
/// of text; an answer is an error, whether more follows, a length, and text.
final class Mconsole {
    private static final int MAGIC = 0xcafebabe;
    private static final int TEXT_BYTES = 512;
    private static final int ANSWER_BYTES = 8192;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /// System calls hold the thread that they are made on.
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(
            2, Thread.ofPlatform().daemon().name("mconsole-", 0).factory());

    private final Path socket;
    private final Path box;
    private final int user;

    /// @param box  a folder that both of us reach by this path
    /// @param user who the kernel is
    Mconsole(Path socket, Path box, int user) {
        this.socket = socket;
        this.box = box;
        this.user = user;
    }

    /// What a command was answered with.
    record Answer(boolean ok, String text) {}

    /// @throws IOException when the kernel does not answer
    Answer call(String command) throws IOException {
        try {
            return THREADS.submit(() -> exchange(command)).get();
        } catch (ExecutionException e) {
            throw new IOException("mconsole " + command + ": " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("mconsole " + command + ": interrupted", e);
        }
    }

    private Answer exchange(String command) throws IOException {
        var own = box.resolve("m" + UUID.randomUUID().toString().substring(24));
        try (var line = new UnixDatagrams(own, socket)) {
            GuestFolder.give(own, user);
            var text = command.getBytes(StandardCharsets.US_ASCII);
            line.send(ByteBuffer.allocate(12 + TEXT_BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putInt(MAGIC)
                    .putInt(2)
                    .putInt(text.length)
                    .put(text)
                    .array());
            var said = new StringBuilder();
            while (true) {
                var answer =
                        ByteBuffer.wrap(line.receive(ANSWER_BYTES, PATIENCE)).order(ByteOrder.nativeOrder());
                if (answer.remaining() < 12) throw new IOException("a short answer");
                boolean ok = answer.getInt() == 0;
                boolean more = answer.getInt() != 0;
                int length = Math.clamp(answer.getInt(), 0, answer.remaining());
                said.append(StandardCharsets.UTF_8.decode(answer.slice(answer.position(), length)));
                if (!more || said.length() > ANSWER_BYTES) return new Answer(ok, said.toString());
            }
        }
    }
}
