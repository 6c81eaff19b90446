package brume.bench.dataplane;

import brume.base.file.Folders;
import brume.base.json.Json;
import brume.bench.Failure;
import brume.bench.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `./brume bench dataplane`: one TCP stream between namespaces, over what a host makes for ports, networks and
/// routers, beside the same path of plain kernel parts. For root, with iperf3.
@Command(
        name = "brume bench dataplane",
        mixinStandardHelpOptions = true,
        description = "Sends a TCP stream over guests' networks, and over the same path of plain kernel parts.")
public final class Dataplane implements Callable<Integer> {
    /// Of what plain networks carry.
    private static final double OF_PLAIN = 0.8;
    /// What 200 rules carry, of what ten do.
    private static final double OF_TEN_RULES = 0.9;

    @Option(
            names = "--paths",
            split = ",",
            paramLabel = "PATH",
            defaultValue = "bridge,tunnel,router,floating",
            description = "what lies between the two ends (${DEFAULT-VALUE})")
    private List<Path> paths;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "of each kind (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "2", description = "a stream (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "writes the figures there")
    private Optional<java.nio.file.Path> json = Optional.empty();

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(Program.run(new Dataplane(), arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1 || seconds < 1)
            throw new CommandLine.ParameterException(spec.commandLine(), "--rounds and --seconds are 1 and more");
        var obstacle = Bridge.obstacle();
        if (obstacle.isPresent())
            throw new Failure(
                    "making namespaces and a stream between them",
                    obstacle.get(),
                    "run it as root, where that is installed");
        var folder = Files.createTempDirectory("brume-dataplane-");
        var courses = new ArrayList<Course>();
        try {
            for (var path : paths) {
                var course = new Course(path);
                courses.add(course);
                course.open(folder);
            }
            for (int round = 0; round < rounds; round++) for (var course : courses) course.round(round, seconds);
        } finally {
            Program.tidy(() -> courses.forEach(Course::close));
            Folders.delete(folder);
        }
        System.out.print(table(courses, rounds, seconds));
        if (json.isPresent()) Files.write(json.get(), Json.bytes(rows(courses)));
        return 0;
    }

    /// As Markdown.
    private static String table(List<Course> courses, int rounds, int seconds) {
        var text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT, "Mbit/s of one TCP stream of %d s, median of %d (least to most)%n%n", seconds, rounds));
        text.append(head()).append(" of plain, least | 200 of 10 rules | |\n|---|---|");
        text.append("---|".repeat(Course.RULES.size() + 3)).append("\n");
        for (var course : courses) {
            double least = least(course);
            double growth = course.megabits(200).median() / course.megabits(10).median();
            text.append(line(course, course::megabits, "%,.0f"));
            text.append(String.format(
                    Locale.ROOT,
                    " %.2f | %.2f | %s |%n",
                    least,
                    growth,
                    least >= OF_PLAIN && growth >= OF_TEN_RULES ? "met" : "missed"));
        }
        text.append("\nSeconds of CPU for a gigabyte\n\n").append(head()).append("\n|---|---|");
        text.append("---|".repeat(Course.RULES.size())).append("\n");
        for (var course : courses)
            text.append(line(course, course::cpu, "%.3f")).append("\n");
        return text.toString();
    }

    private static String head() {
        var text = new StringBuilder("| path | plain |");
        for (int rules : Course.RULES) text.append(" ").append(rules).append(rules == 1 ? " rule |" : " rules |");
        return text.toString();
    }

    private static String line(Course course, IntFunction<Spread> of, String form) {
        var text = new StringBuilder("| " + course.path().told + " |");
        for (int kind : Course.KINDS) {
            var spread = of.apply(kind);
            text.append(String.format(
                    Locale.ROOT,
                    " " + form + " (" + form + "–" + form + ") |",
                    spread.median(),
                    spread.least(),
                    spread.most()));
        }
        return text.toString();
    }

    private static double least(Course course) {
        double plain = course.megabits(Course.PLAIN).median();
        return Course.RULES.stream()
                .mapToDouble(rules -> course.megabits(rules).median() / plain)
                .min()
                .orElseThrow();
    }

    private static List<Map<String, Object>> rows(List<Course> courses) {
        var rows = new ArrayList<Map<String, Object>>();
        for (var course : courses) {
            var row = new LinkedHashMap<String, Object>();
            row.put("path", course.path().told);
            for (int kind : Course.KINDS) {
                var name = kind == Course.PLAIN ? "plain" : "rules " + kind;
                row.put(name, Map.of("megabits", course.megabits(kind), "cpu", course.cpu(kind)));
            }
            rows.add(row);
        }
        return rows;
    }
}
