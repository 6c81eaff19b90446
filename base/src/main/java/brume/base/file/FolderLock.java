package brume.base.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps a data folder for one process. The kernel lets go of it when that process dies, however it dies.
public final class FolderLock implements AutoCloseable {
    /// Those of this process. To open such a file again and close it would give the lock away: POSIX (fcntl) locks go
    /// with the first descriptor that is closed.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    /// The folder belongs to another process.
    public static final class InUse extends RuntimeException {
        private static final long serialVersionUID = 1;

        InUse(String message) {
            super(message);
        }
    }

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// @throws InUse when another process, or this one, holds it already
    public static FolderLock take(Path folder) {
        var lock = tryTake(folder);
        if (lock.isPresent()) return lock.get();
        throw new InUse(folder + " is in use by process " + holder(folder));
    }

    /// @return empty when it is held already
    public static Optional<FolderLock> tryTake(Path folder) {
        try {
            var file = folder.toRealPath().resolve("lock");
            if (!HELD.add(file)) return Optional.empty();
            var lock = lock(file);
            if (lock.isEmpty()) HELD.remove(file);
            return lock;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<FolderLock> lock(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            return Optional.empty();
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return Optional.of(new FolderLock(file, channel));
    }

    private static String holder(Path folder) {
        try {
            return Files.readString(folder.resolve("lock"));
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(file);
        }
    }
}
