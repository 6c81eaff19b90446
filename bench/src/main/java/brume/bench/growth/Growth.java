package brume.bench.growth;

import brume.base.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// `./brume bench growth`: the same measurements with more and more simulated hosts, each number in a process of its
/// own; one table, and a picture of the costs.
public final class Growth {
    private static final int KIB_EACH = 60;
    private static final int LEAST_MIB = 1024;

    /// A line of the table.
    private record Line(String what, String unit, ToDoubleFunction<Point> of) {}

    private static final List<Line> LINES = List.of(
            new Line("memory: heap of the control, live", "MiB", Point::heapMiB),
            new Line("memory: PostgreSQL (PSS)", "MiB", Point::postgresMiB),
            new Line("the database on disk", "MiB", Point::databaseMiB),
            new Line("(the simulated hosts themselves)", "MiB", Point::fleetMiB),
            new Line("idle: all hosts beat, each 10 s", "% of a core", p -> p.idleShare() * 100),
            new Line("enrol: all hosts at once", "s", Point::enrolSeconds),
            new Line("  CPU for each", "ms", Point::enrolMillisCpu),
            new Line("tell all hosts all they are to hold", "s", Point::toldSeconds),
            new Line("  CPU for each", "ms", Point::toldMillisCpu),
            new Line("all hosts come back after a restart", "s", Point::reconnectSeconds),
            new Line("  CPU for each", "ms", Point::reconnectMillisCpu),
            new Line("placements, ten a request, while all hosts beat", "per s", Point::placementsPerSecond),
            new Line("  a request", "ms", Point::placementMillis),
            new Line("  CPU of one placement", "ms", Point::placementMillisCpu),
            new Line("placements, one a request, while all hosts beat", "per s", Point::singlesPerSecond),
            new Line("  a request", "ms", Point::singleMillis),
            new Line("  CPU of one placement", "ms", Point::singleMillisCpu),
            new Line("hosts that carry one network", "", Point::wideHosts),
            new Line("  one more card on it, known to all of them", "ms", Point::plugMillis),
            new Line("  CPU of that", "ms", Point::plugMillisCpu),
            new Line("100 hosts, listed with details", "ms", Point::hosts100Millis),
            new Line("1,000 hosts", "ms", Point::hosts1000Millis),
            new Line("all hosts in one answer (os-services)", "ms", Point::servicesMillis),
            new Line("100 instances of all, with details", "ms", Point::instances100Millis),
            new Line("1,000 instances", "ms", Point::instances1000Millis),
            new Line("100 instances from the middle", "ms", Point::deepMillis),
            new Line("load of the machine before", "", Point::load));

    private Growth() {}

    /// @param arguments `--hosts 1000,5000,25000`, `--json FILE`, `--picture FILE.svg`; a file that is there already is
    ///                  added to, so that the numbers can be measured one after another
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var hosts = option(arguments, "--hosts").orElse("1000,5000,25000");
        var json = option(arguments, "--json").map(Path::of);
        var points = new ArrayList<Point>();
        if (json.filter(Files::exists).isPresent()) {
            points.addAll(Arrays.asList(Json.read(Files.readString(json.get()), Point[].class)));
        }
        for (var number : hosts.split(",")) {
            if (number.isBlank()) continue;
            int count = Integer.parseInt(number.strip());
            var point = measure(count);
            points.removeIf(old -> old.hosts() == count);
            points.add(point);
        }
        points.sort(Comparator.comparingInt(Point::hosts));
        System.out.print(table(points));
        if (json.isPresent()) Files.write(json.get(), Json.bytes(points));
        var picture = option(arguments, "--picture").map(Path::of);
        if (picture.isPresent()) Files.writeString(picture.get(), Curve.svg(points));
    }

    private static Optional<String> option(String[] arguments, String name) {
        int at = Arrays.asList(arguments).indexOf(name);
        return at < 0 || at + 1 >= arguments.length ? Optional.empty() : Optional.of(arguments[at + 1]);
    }

    private static Point measure(int hosts) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("brume-growth-");
        try {
            var outcome = folder.resolve("point.json");
            var process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseG1GC",
                            "-XX:+UseCompactObjectHeaders",
                            "-Xms48m",
                            "-Xmx" + (LEAST_MIB + hosts * KIB_EACH / 1024) + "m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "brume.bench.growth.Round",
                            Integer.toString(hosts),
                            Files.createDirectory(folder.resolve("data")).toString(),
                            outcome.toString())
                    .inheritIO()
                    .start();
            if (process.waitFor() != 0) throw new IllegalStateException("the run with " + hosts + " hosts failed");
            return Json.read(Files.readString(outcome), Point.class);
        } finally {
            clear(folder);
        }
    }

    private static void clear(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }

    /// As Markdown.
    private static String table(List<Point> points) {
        var table = new StringBuilder("| | |");
        points.forEach(point -> table.append(" %,d hosts |".formatted(point.hosts())));
        table.append("\n|---|---|").append("---|".repeat(points.size())).append("\n");
        for (var line : LINES) {
            table.append("| ").append(line.what).append(" | ").append(line.unit).append(" |");
            points.forEach(point -> table.append(" ")
                    .append(number(line.of.applyAsDouble(point)))
                    .append(" |"));
            table.append("\n");
        }
        return table.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }
}
