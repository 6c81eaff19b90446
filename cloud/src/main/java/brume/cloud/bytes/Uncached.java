package brume.cloud.bytes;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A file that is read or written past the kernel's cache (`O_DIRECT`), in two pieces of memory in turns: the
/// disk is at the one while the other is filled or emptied.
///
/// Not safe for use by several threads.
final class Uncached implements AutoCloseable {
    private static final Optional<OpenOption> DIRECT = direct();

    final FileChannel channel;
    private final AlignedBuffers buffers;
    private final ByteBuffer both;
    private Optional<FutureTask<Void>> work = Optional.empty();

    private Uncached(FileChannel channel, AlignedBuffers buffers, ByteBuffer both) {
        this.channel = channel;
        this.buffers = buffers;
        this.both = both;
    }

    /// @return nothing where the file system can't, or where many do it already
    static Optional<Uncached> open(Path file, OpenOption how, AlignedBuffers buffers) throws IOException {
        // Others take or give no less than a block of theirs, some of a mebibyte.
        if (DIRECT.isEmpty() || Files.getFileStore(file).getBlockSize() != AlignedBuffers.ALIGNMENT)
            return Optional.empty();
        var both = buffers.take();
        if (both.isEmpty()) return Optional.empty();
        try {
            return Optional.of(new Uncached(FileChannel.open(file, how, DIRECT.get()), buffers, both.get()));
        } catch (IOException | UnsupportedOperationException notThisFileSystem) {
            buffers.give(both.get(), true);
            return Optional.empty();
        }
    }

    /// By name, as the compiler warns of whatever is in `jdk.unsupported`; a JDK without it does as ever.
    private static Optional<OpenOption> direct() {
        try {
            return Optional.of((OpenOption) Class.forName("com.sun.nio.file.ExtendedOpenOption")
                    .getField("DIRECT")
                    .get(null));
        } catch (ReflectiveOperationException notOfThisJdk) {
            return Optional.empty();
        }
    }

    /// @param number 0 or 1
    ByteBuffer piece(int number) {
        return both.slice(number * AlignedBuffers.PIECE, AlignedBuffers.PIECE);
    }

    /// Begins what the disk has to do, after what it had to do before.
    void start(Callable<Void> next) throws IOException {
        await();
        var task = new FutureTask<>(next);
        work = Optional.of(task);
        Thread.ofVirtual().name("image bytes").start(task);
    }

    /// Waits until the disk has done all.
    void await() throws IOException {
        if (work.isEmpty()) return;
        try {
            work.get().get();
            work = Optional.empty();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the disk was at work");
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            await();
        } catch (IOException told) {
            // It concerned what is not needed any more.
        } finally {
            buffers.give(both, work.map(FutureTask::isDone).orElse(true));
        }
    }
}
