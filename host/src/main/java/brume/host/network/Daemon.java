package brume.host.network;

import brume.host.process.Detached;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A program of ours that outlives us, found again by its pid file; its command line names its configuration file, so
/// that a stranger with the same number is never taken for it.
record Daemon(Path configuration, Path pidFile) {
    private static final long GRACE_SECONDS = 3;

    Optional<ProcessHandle> running() {
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            return isOurs(pid, configuration.toString()) ? ProcessHandle.of(pid) : Optional.empty();
        } catch (IOException | NumberFormatException absent) {
            return Optional.empty();
        }
    }

    /// Runs the command, which goes to the background by itself and writes the pid file.
    void start(String namespace, String... command) {
        Commands.run("start of " + command[0], "", Commands.inside(namespace, command));
    }

    void reread() {
        running().ifPresent(process -> Namespaces.hangUp(process.pid()));
    }

    void stop() {
        running().ifPresent(process -> end(process, configuration.toString()));
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new NetworkFault("pid file " + pidFile + " cannot be removed", e);
        }
    }

    /// Processes whose command line holds `word`.
    static List<ProcessHandle> all(String word) {
        var found = new ArrayList<ProcessHandle>();
        ProcessHandle.allProcesses()
                .filter(process -> isOurs(process.pid(), word))
                .forEach(found::add);
        return found;
    }

    private static void end(ProcessHandle process, String word) {
        process.destroy();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
        // Neither a child (which could be waited for), nor, once it is a zombie, anything that has a command line.
        while (isOurs(process.pid(), word)) {
            if (System.nanoTime() > deadline) process.destroyForcibly();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    private static boolean isOurs(long pid, String word) {
        var line = Detached.commandLine(pid);
        return line.contains(word) && (line.startsWith("dnsmasq ") || line.startsWith("radvd "));
    }
}
