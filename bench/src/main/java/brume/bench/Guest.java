package brume.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A guest's process, as the kernel tells of it.
///
/// @param ticks when it started, in ticks of 10 ms since the machine's boot (`starttime` of proc(5))
record Guest(long pid, long ticks, List<String> arguments) {
    private static final long TICKS_PER_SECOND = 100;
    private static final Pattern RESIDENCE = Pattern.compile("/host/[a-z]+/([0-9a-f-]{36})/");

    /// The first process of `program` that names `folder` and started since `seconds`: a guest may have several.
    static Optional<Guest> since(double seconds, String program, Path folder) {
        return ProcessHandle.allProcesses()
                .map(process -> read(process.pid()))
                .flatMap(Optional::stream)
                .filter(guest -> guest.arguments.getFirst().equals(program) && guest.startedSeconds() >= seconds)
                .filter(guest -> guest.arguments.stream().anyMatch(a -> a.contains(folder + "/")))
                .min(Comparator.comparingLong(Guest::ticks).thenComparingLong(Guest::pid));
    }

    private static Optional<Guest> read(long pid) {
        try {
            var folder = Path.of("/proc", Long.toString(pid));
            var words = new String(Files.readAllBytes(folder.resolve("cmdline")), StandardCharsets.UTF_8);
            if (words.isEmpty()) return Optional.empty();
            var stat = Files.readString(folder.resolve("stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Optional.of(new Guest(pid, Long.parseLong(fields[19]), List.of(words.split("\0"))));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /// The residence that it is the guest of: the folder that its files are in.
    String residence() {
        return arguments.stream()
                .map(RESIDENCE::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
    }

    /// CPU of the process that holds it and keeps its console, in seconds.
    double keeperSeconds() {
        return ProcessHandle.of(pid)
                .flatMap(ProcessHandle::parent)
                .filter(parent -> parent.pid() > 1)
                .map(parent -> Cpu.own(parent.pid()))
                .orElse(0.0);
    }

    double startedSeconds() {
        return (double) ticks / TICKS_PER_SECOND;
    }

    /// Seconds since the machine's boot: the clock of [#startedSeconds].
    static double now() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
    }
}
