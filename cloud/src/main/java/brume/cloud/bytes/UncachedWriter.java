package brume.cloud.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Writes the further bytes of a file past the kernel's cache: what a gigabyte would push out of memory is needed
/// sooner
/// than the gigabyte.
final class UncachedWriter implements AutoCloseable {
    private final Uncached file;
    private ByteBuffer filling;
    private ByteBuffer spare;
    /// Where the next piece begins.
    private long position;

    private UncachedWriter(Uncached file, long position) {
        this.file = file;
        this.position = position;
        filling = file.piece(0);
        spare = file.piece(1);
    }

    /// For what follows `position`, which is a multiple of a piece.
    ///
    /// @return nothing where the file system can't, or where many do it already
    static Optional<UncachedWriter> of(Path file, long position, AlignedBuffers buffers) throws IOException {
        return Uncached.open(file, StandardOpenOption.WRITE, buffers).map(open -> new UncachedWriter(open, position));
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int some = Math.min(bytes.remaining(), filling.remaining());
            filling.put(bytes.slice(bytes.position(), some));
            bytes.position(bytes.position() + some);
            if (!filling.hasRemaining()) hand();
        }
    }

    private void hand() throws IOException {
        var full = filling.flip();
        long there = position;
        file.start(() -> {
            for (long at = there; full.hasRemaining(); ) at += file.channel.write(full, at);
            return null;
        });
        position += AlignedBuffers.PIECE;
        filling = spare.clear();
        spare = full;
    }

    /// Waits until all whole pieces are written; nothing is written afterwards.
    ///
    /// @param rest takes what is less than a piece: only whole blocks go past the cache
    void finish(FileChannel rest) throws IOException {
        file.await();
        filling.flip();
        while (filling.hasRemaining()) position += rest.write(filling, position);
        filling.clear();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
