package brume.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What a run did, line by line: the same for the same seed, byte for byte. Its digest and its last lines are kept; all
/// of it goes to a file on request.
final class Trace implements AutoCloseable {
    private static final int LAST = 60;
    private final MessageDigest digest;
    private final Deque<String> last = new ArrayDeque<>();
    private final Optional<Writer> file;

    Trace(Optional<Path> file) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
            this.file = file.isPresent() ? Optional.of(Files.newBufferedWriter(file.get())) : Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void line(String line) {
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        last.addLast(line);
        if (last.size() > LAST) last.removeFirst();
        file.ifPresent(writer -> {
            try {
                writer.write(line);
                writer.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    List<String> last() {
        return List.copyOf(last);
    }

    /// Of all lines so far, in hex.
    String digest() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        file.ifPresent(writer -> {
            try {
                writer.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
