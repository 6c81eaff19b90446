package brume.bench.dataplane;

import brume.bench.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/// One TCP stream over a bridge, again and again: as a host makes it for guests whose groups have ten rules, and as
/// plain kernel parts.
public record Bridge(Streams plain, Streams ours) {
    private static final int RULES = 10;

    /// What some streams came to, in the order in which they were sent.
    ///
    /// @param cpu      of sender and receiver, in seconds for a gigabyte
    /// @param megabits that arrived in a second
    public record Streams(List<Double> cpu, List<Double> megabits) {
        private static Streams of(List<Stream.Seen> seen) {
            return new Streams(
                    seen.stream().map(Stream.Seen::cpu).toList(),
                    seen.stream().map(Stream.Seen::megabits).toList());
        }
    }

    /// Why it can't be measured here.
    public static Optional<String> obstacle() {
        if (!System.getProperty("user.name").equals("root")) return Optional.of("it needs root");
        return Files.isExecutable(java.nio.file.Path.of("/usr/bin/iperf3"))
                ? Optional.empty()
                : Optional.of("it needs Debian's iperf3");
    }

    /// @param folder for what a host keeps
    /// @param rounds of a second each
    public static Bridge measure(java.nio.file.Path folder, int rounds) throws IOException, InterruptedException {
        var course = new Course(Path.BRIDGE);
        try {
            course.open(folder);
            for (int round = 0; round < rounds; round++) course.round(round, 1);
        } finally {
            Program.tidy(course::close);
        }
        return new Bridge(Streams.of(course.seen(Course.PLAIN)), Streams.of(course.seen(RULES)));
    }
}
