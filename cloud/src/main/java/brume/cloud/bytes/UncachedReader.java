package brume.cloud.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Reads a file that no longer changes, past the kernel's cache.
final class UncachedReader extends InputStream {
    private final Uncached file;
    private final long size;
    private ByteBuffer current;
    private ByteBuffer coming;
    /// Where what comes after what is coming begins.
    private long position;
    /// Of the first block, what stands before the first byte that is asked for.
    private int before;
    private boolean begun;

    private UncachedReader(Uncached file, long offset) throws IOException {
        this.file = file;
        size = file.channel.size();
        current = file.piece(0).limit(0);
        coming = file.piece(1);
        before = (int) (offset % AlignedBuffers.ALIGNMENT);
        position = offset - before;
    }

    /// @return nothing where the file system can't, or where many do it already
    static Optional<InputStream> of(Path path, long offset, AlignedBuffers buffers) throws IOException {
        var file = Uncached.open(path, StandardOpenOption.READ, buffers);
        if (file.isEmpty()) return Optional.empty();
        try {
            return Optional.of(new UncachedReader(file.get(), offset));
        } catch (IOException | RuntimeException e) {
            file.get().close();
            throw e;
        }
    }

    private void fetch() throws IOException {
        var into = coming.clear();
        long there = position;
        file.start(() -> {
            for (long at = there; into.hasRemaining() && at < size; ) {
                int got = file.channel.read(into, at);
                if (got < 0) throw new IOException("the file became shorter");
                at += got;
                // Only whole blocks can be read; it ended in one only at the file's end.
                int part = (int) (at % AlignedBuffers.ALIGNMENT);
                if (at < size && part != 0) {
                    at -= part;
                    into.position(into.position() - part);
                }
            }
            into.flip();
            return null;
        });
        position = Math.min(size, position + AlignedBuffers.PIECE);
    }

    /// What was coming is there, and the next begins to come.
    private void turn() throws IOException {
        if (!begun) fetch();
        begun = true;
        file.await();
        var empty = current;
        current = coming;
        coming = empty;
        current.position(Math.min(before, current.limit()));
        before = 0;
        fetch();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) return 0;
        if (!current.hasRemaining()) turn();
        if (!current.hasRemaining()) return -1;
        int some = Math.min(length, current.remaining());
        current.get(into, from, some);
        return some;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
