package brume.torture;

import brume.base.file.Folders;
import brume.host.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// A disk of memory for a cloud's folder, small enough to be filled. It needs root.
final class SmallDisk implements AutoCloseable {
    private static final int SHORTEST_MILLIS = 200;
    private static final int LONGEST_MILLIS = 3000;
    private static final byte[] PIECE = new byte[64 << 10];

    private final Path folder;

    /// @param folder where it is mounted
    SmallDisk(Path folder, int mebibytes) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.of("mount", "-t", "tmpfs", "-o", "mode=700,size=" + mebibytes + "m", "brume-torture", folder.toString())
                .ok();
    }

    static boolean possible() {
        return "root".equals(System.getProperty("user.name"));
    }

    Blow blow(RandomGenerator chance) {
        return Blow.outage("the disk is full", 2, () -> {
            fill(Duration.ofMillis(chance.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS)));
            return true;
        });
    }

    private void fill(Duration time) throws IOException {
        var ballast = folder.resolve("ballast");
        try {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                // What others free meanwhile is taken too.
                pour(ballast);
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        } finally {
            Files.deleteIfExists(ballast);
        }
    }

    private static void pour(Path ballast) {
        try (var out = Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) out.write(PIECE);
        } catch (IOException full) {
            // That is what this is for.
        }
    }

    /// Copies what is on it to a folder that stays.
    void keep(Path target) {
        Folders.copy(folder, target);
    }

    @Override
    public void close() {
        Command.of("umount", "--lazy", folder.toString()).ok();
    }
}
