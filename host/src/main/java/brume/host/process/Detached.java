package brume.host.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A process of this machine that lives apart from ours, named so that no later process is taken for it.
///
/// @param hostBoot the kernel's `boot_id` of when it was started
/// @param ticks    its start time, field 22 of proc(5) `/proc/PID/stat`
public record Detached(String hostBoot, long pid, long ticks) {
    /// The boot that we live in; read once, since no other comes while we do.
    private static final class ThisBoot {
        static final String ID = read();

        private static String read() {
            try {
                return Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                        .strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Program and arguments of a process, with spaces between them; empty when it is gone, or has ended.
    public static String commandLine(long pid) {
        try {
            var bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
            return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ').strip();
        } catch (IOException gone) {
            return "";
        }
    }

    /// Whether it is there and has not ended; a zombie has ended.
    public boolean alive() {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The name before the last parenthesis may hold anything.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[19]) == ticks
                    && !fields[0].equals("Z")
                    && !fields[0].equals("X")
                    && ThisBoot.ID.equals(hostBoot);
        } catch (IOException e) {
            return false;
        }
    }

    /// Kills it, and never another one: the handle is taken before the check, and refuses a process that came later.
    public void kill() {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        if (handle.isPresent() && alive()) handle.get().destroyForcibly();
    }

    /// Waits for its end.
    ///
    /// @return whether it has ended within `limit`
    public boolean awaitEnd(Duration limit) {
        // It is no child of ours: nothing would wake us.
        long end = System.nanoTime() + limit.toNanos();
        for (long wait = 2; alive(); wait = Math.min(wait * 2, 50)) {
            if (System.nanoTime() >= end) return false;
            try {
                Thread.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
