package brume.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// CPU time and memory of processes with all that they started, as the kernel counts them (`proc(5)`).
///
/// @param pids the roots; one that another started counts once
public record Cpu(long... pids) {
    private static final double TICKS_PER_SECOND = 100;

    /// Seconds of CPU so far, of those that have ended too.
    public double seconds() {
        return all().mapToDouble(Cpu::seconds).sum();
    }

    /// Seconds of CPU so far in which JVMs among them have compiled their code, but for threads that have ended.
    double compiling() {
        return all().mapToDouble(process -> compiling(process.pid())).sum();
    }

    static double compiling(long pid) {
        try (var tasks = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"), Cpu::compiles)) {
            double seconds = 0;
            for (var task : tasks) seconds += used(task, 11, 12);
            return seconds;
        } catch (IOException | DirectoryIteratorException ended) {
            return 0;
        }
    }

    private static boolean compiles(Path task) {
        try {
            return Files.readString(task.resolve("comm")).contains("CompilerThre");
        } catch (IOException ended) {
            return false;
        }
    }

    /// Memory, each shared page counted in parts (PSS), in bytes.
    public long memoryBytes() {
        return all().mapToLong(Cpu::pss).sum();
    }

    private Stream<ProcessHandle> all() {
        return Arrays.stream(pids)
                .mapToObj(ProcessHandle::of)
                .flatMap(Optional::stream)
                .flatMap(p -> Stream.concat(Stream.of(p), p.descendants()))
                .distinct();
    }

    /// Seconds of CPU of one process so far, without its children.
    static double own(long pid) {
        return used(Path.of("/proc", Long.toString(pid)), 11, 12);
    }

    private static double seconds(ProcessHandle process) {
        return used(Path.of("/proc", Long.toString(process.pid())), 11, 14);
    }

    /// Seconds of CPU of a process or thread. `utime`, `stime`, `cutime`, `cstime` are the numbers 11 to 14: they
    /// are the 14th to the 17th field, and the first two hold the name.
    static double used(Path task, int from, int to) {
        try {
            var stat = Files.readString(task.resolve("stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double ticks = 0;
            for (int i = from; i <= to; i++) ticks += Long.parseLong(fields[i]);
            return ticks / TICKS_PER_SECOND;
        } catch (IOException e) {
            return 0;
        }
    }

    private static long pss(ProcessHandle process) {
        var rollup = Path.of("/proc/" + process.pid() + "/smaps_rollup");
        try (var lines = Files.lines(rollup)) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}
