package brume.base.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What a running server says of itself in `postmaster.pid` (PostgreSQL source, `miscadmin.h`, LOCK_FILE_LINE_*).
///
/// @param ready whether it takes connections
record PostmasterFile(long pid, int port, boolean ready) {
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    /// @return empty when there is none, or when it is not whole yet
    static Optional<PostmasterFile> read(Path cluster) {
        try {
            var lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
            if (lines.size() <= PORT_LINE) return Optional.empty();
            boolean ready =
                    lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
            return Optional.of(new PostmasterFile(
                    Long.parseLong(lines.getFirst().strip()),
                    Integer.parseInt(lines.get(PORT_LINE).strip()),
                    ready));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// The live postmaster of `cluster`. A process id alone proves nothing, ids are used again: a postmaster stands in
    /// its cluster's folder.
    static Optional<ProcessHandle> live(Path cluster) {
        try {
            var first = Files.readAllLines(cluster.resolve("postmaster.pid")).stream()
                    .findFirst();
            return first.map(String::strip)
                    .map(Long::parseLong)
                    .flatMap(ProcessHandle::of)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> standsIn(process, cluster));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean standsIn(ProcessHandle process, Path cluster) {
        try {
            var folder = Path.of("/proc", Long.toString(process.pid()), "cwd");
            return folder.toRealPath().equals(cluster.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }
}
