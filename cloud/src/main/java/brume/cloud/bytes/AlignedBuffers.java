package brume.cloud.bytes;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/// Memory for going past the kernel's cache, which wants it aligned: for a few at once, and kept for the next.
final class AlignedBuffers {
    /// Of each of the two pieces of a buffer: one is used while the disk is at the other.
    static final int PIECE = 1 << 20;
    /// A block of the file systems that we do it on, and a page of memory.
    static final int ALIGNMENT = 4096;
    /// More than a disk has use for.
    private static final int MOST = 8;

    private final Semaphore free = new Semaphore(MOST);
    private final Queue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

    /// @return two pieces; nothing while all are in use
    Optional<ByteBuffer> take() {
        if (!free.tryAcquire()) return Optional.empty();
        var kept = idle.poll();
        return Optional.of(
                kept != null
                        ? kept
                        : ByteBuffer.allocateDirect(2 * PIECE + ALIGNMENT).alignedSlice(ALIGNMENT));
    }

    /// @param unused whether the disk is surely done with it; else it is left to the collector
    void give(ByteBuffer buffer, boolean unused) {
        if (unused) idle.add(buffer);
        free.release();
    }
}
