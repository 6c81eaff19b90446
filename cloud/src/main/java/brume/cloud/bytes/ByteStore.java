package brume.cloud.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Bytes by key, as local files that are written once: a draft first, made durable, then renamed, so that a key has
/// all its bytes or none. The caller records the key in the database before the draft is begun: what no row names may
/// be deleted at any time.
public final class ByteStore {
    private static final String DRAFT = ".draft";
    /// The head of what is written is looked at when it is whole: it stays in the kernel's cache. So do small ones.
    private static final int CACHED_BYTES = 4 << 20;

    private final Path folder;
    private final Set<UUID> drafts = ConcurrentHashMap.newKeySet();
    private final AlignedBuffers buffers = new AlignedBuffers();
    private final Recent read = new Recent();

    /// @param folder made when it is not there, readable by us alone
    public ByteStore(Path folder) {
        this.folder = folder;
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(rwx()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }

    /// Begins to write. Close it in any case: what was not kept is gone then.
    public Draft draft(UUID key) throws IOException {
        var shard = path(key).getParent();
        if (!Files.isDirectory(shard)) {
            Files.createDirectories(shard, PosixFilePermissions.asFileAttribute(rwx()));
            sync(folder);
        }
        return new Draft(key, shard.resolve(key + DRAFT));
    }

    /// The bytes from `offset` on. What is long comes to be in the kernel's cache by its second reader: most is read
    /// once, and would push out what is needed more often.
    ///
    /// @throws NoSuchFileException when there are none of that key
    public InputStream open(UUID key, long offset) throws IOException {
        var file = path(key);
        if (Files.size(file) - offset > CACHED_BYTES && !read.again(key)) {
            var uncached = UncachedReader.of(file, offset, buffers);
            if (uncached.isPresent()) return uncached.get();
        }
        var channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            channel.position(offset);
            return Channels.newInputStream(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Their number; nothing when there are none of that key.
    public Optional<Long> size(UUID key) throws IOException {
        try {
            return Optional.of(Files.size(path(key)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// Deletes them, draft or not. Streams that are open read on to their end.
    ///
    /// @return whether there were any
    public boolean delete(UUID key) throws IOException {
        boolean draft = Files.deleteIfExists(path(key).resolveSibling(key + DRAFT));
        return Files.deleteIfExists(path(key)) | draft;
    }

    /// All keys, those of drafts too, in no order.
    public List<UUID> keys() throws IOException {
        var keys = new ArrayList<UUID>();
        try (var shards = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (var shard : shards) {
                try (var files = Files.newDirectoryStream(shard)) {
                    for (var file : files) key(file).ifPresent(keys::add);
                }
            }
        }
        return keys;
    }

    /// Bytes that could still be written, as the file system tells it.
    public long freeBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /// Who writes the bytes of a key.
    public enum Writer {
        /// Somebody, in this process or in another.
        ALIVE,
        /// Nobody any more: there is a draft or all of it, of one who has died or has closed it.
        GONE,
        /// Nobody: there is nothing, yet or any more.
        NONE
    }

    public Writer writer(UUID key) throws IOException {
        // To open and close a file that this process has locked would give up the lock.
        if (drafts.contains(key)) return Writer.ALIVE;
        for (var file : List.of(path(key).resolveSibling(key + DRAFT), path(key))) {
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    var lock = channel.tryLock()) {
                return lock == null ? Writer.ALIVE : Writer.GONE;
            } catch (NoSuchFileException e) {
                continue;
            }
        }
        return Writer.NONE;
    }

    private static Optional<UUID> key(Path file) {
        var name = file.getFileName().toString();
        if (name.endsWith(DRAFT)) name = name.substring(0, name.length() - DRAFT.length());
        try {
            return Optional.of(UUID.fromString(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Shards by the random end of the key: its head is time, and would put all new ones together.
    private Path path(UUID key) {
        var name = key.toString();
        return folder.resolve(name.substring(name.length() - 2)).resolve(name);
    }

    private static Set<PosixFilePermission> rwx() {
        return PosixFilePermissions.fromString("rwx------");
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Bytes on their way in. The file is locked as long as its writer lives.
    public final class Draft implements AutoCloseable {
        private final UUID key;
        private final Path file;
        private final FileChannel channel;
        private Optional<UncachedWriter> uncached = Optional.empty();
        private long size;
        private boolean kept;

        private Draft(UUID key, Path file) throws IOException {
            this.key = key;
            this.file = file;
            if (!drafts.add(key)) throw new IOException("there is a draft of " + key);
            boolean ready = false;
            try {
                channel = FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                try {
                    ready = channel.tryLock() != null;
                    if (!ready) throw new IOException("another process holds the draft of " + key);
                } finally {
                    if (!ready) channel.close();
                }
            } finally {
                if (!ready) drafts.remove(key);
            }
        }

        public void write(byte[] bytes, int length) throws IOException {
            var buffer = ByteBuffer.wrap(bytes, 0, length);
            if (size < CACHED_BYTES) {
                int most = (int) Math.min(length, CACHED_BYTES - size);
                cached(buffer.slice(0, most));
                buffer.position(most);
                size += most;
                if (size == CACHED_BYTES) uncached = UncachedWriter.of(file, size, buffers);
            }
            size += buffer.remaining();
            if (uncached.isPresent()) uncached.get().write(buffer);
            else cached(buffer);
        }

        private void cached(ByteBuffer buffer) throws IOException {
            while (buffer.hasRemaining()) channel.write(buffer);
        }

        /// What was written, to be read at any position; nothing is written afterwards.
        public FileChannel written() throws IOException {
            if (uncached.isPresent()) uncached.get().finish(channel);
            return channel;
        }

        /// Makes it durable under its key.
        public void keep() throws IOException {
            written().force(true);
            Files.move(file, path(key), StandardCopyOption.ATOMIC_MOVE);
            kept = true;
            sync(file.getParent());
        }

        @Override
        public void close() throws IOException {
            // To close either gives up the lock.
            try (channel) {
                if (uncached.isPresent()) uncached.get().close();
            }
            drafts.remove(key);
            if (!kept) Files.deleteIfExists(file);
        }
    }
}
