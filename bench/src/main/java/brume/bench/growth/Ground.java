package brume.bench.growth;

import brume.base.file.Folders;
import brume.bench.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A folder in which a program is run. At its end neither the folder is left nor any process that names it: a
/// PostgreSQL outlives an owner that is killed.
final class Ground implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private final Path folder;

    Ground() throws IOException {
        folder = Files.createTempDirectory("brume-growth-");
    }

    Path folder() {
        return folder;
    }

    /// Runs a program to its end; it ends with whoever waits for it.
    ///
    /// @return its exit code
    int run(List<String> line) throws IOException, InterruptedException {
        var process = new ProcessBuilder(line).inheritIO().start();
        try {
            return process.waitFor();
        } finally {
            // As long as it lives it starts its database again.
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    @Override
    public void close() {
        Program.tidy(this::clear);
    }

    private void clear() throws InterruptedException {
        long grace = System.nanoTime() + GRACE.toNanos();
        for (var left = processes(); !left.isEmpty(); left = processes()) {
            for (var process : left) {
                if (System.nanoTime() < grace) process.destroy();
                else process.destroyForcibly();
            }
            Thread.sleep(PAUSE);
        }
        Folders.delete(folder);
    }

    private List<ProcessHandle> processes() {
        var self = ProcessHandle.current();
        return ProcessHandle.allProcesses()
                .filter(process -> !process.equals(self) && line(process).contains(folder + "/"))
                .toList();
    }

    private static String line(ProcessHandle process) {
        try {
            var words = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return new String(words, StandardCharsets.UTF_8);
        } catch (IOException | UncheckedIOException gone) {
            return "";
        }
    }
}
