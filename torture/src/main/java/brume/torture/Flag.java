package brume.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A file that is there while something is to fail.
record Flag(Path file) {
    boolean raise(Duration time) throws IOException {
        Files.createFile(file);
        try {
            LockSupport.parkNanos(time.toNanos());
        } finally {
            Files.delete(file);
        }
        return true;
    }
}
