package brume.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A disk whose fsync(2) fails for a while, for our process and PostgreSQL: a small library of C that is loaded before
/// libc. It needs a C compiler.
final class FailingSync {
    private static final int SHORTEST_MILLIS = 100;
    private static final int LONGEST_MILLIS = 2500;

    private final Path library;
    private final Flag flag;

    private FailingSync(Path library, Flag flag) {
        this.library = library;
        this.flag = flag;
    }

    /// @param folder for the library
    /// @return empty where no C compiler is
    static Optional<FailingSync> in(Path folder) {
        var source = folder.resolve("sync.c");
        var library = folder.resolve("sync.so");
        try (var in = FailingSync.class.getResourceAsStream("sync.c")) {
            Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
            var compiler = new ProcessBuilder(
                            "cc", "-shared", "-fPIC", "-O", "-o", library.toString(), source.toString(), "-ldl")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (compiler.waitFor() != 0) return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        return Optional.of(new FailingSync(library, new Flag(folder.resolve("sync-fails"))));
    }

    /// What a process must be started with.
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "TORTURE_SYNC_FAILS",
                flag.file().toString());
    }

    Blow blow(RandomGenerator chance) {
        return Blow.outage(
                "fsync fails", 2, () -> flag.raise(Duration.ofMillis(chance.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS))));
    }
}
