package brume.bench.dataplane;

import brume.base.file.Folders;
import brume.base.json.Json;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// `./brume bench dataplane`: one TCP stream between namespaces, over what a host makes for ports, networks and
/// routers, beside the same path of plain kernel parts. For root, with iperf3.
public final class Dataplane {
    /// Of what plain networks carry.
    private static final double OF_PLAIN = 0.8;
    /// What 200 rules carry, of what ten do.
    private static final double OF_TEN_RULES = 0.9;

    private Dataplane() {}

    /// @param arguments `--paths bridge,tunnel,router,floating`, `--rounds N`, `--seconds N` of each stream, `--json
    ///                  FILE`
    public static void main(String[] arguments) throws Exception {
        var options = options(arguments);
        var paths = Stream.of(options.getOrDefault("--paths", "bridge,tunnel,router,floating")
                        .split(","))
                .map(Path::of)
                .toList();
        int rounds = Integer.parseInt(options.getOrDefault("--rounds", "5"));
        int seconds = Integer.parseInt(options.getOrDefault("--seconds", "2"));
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
            for (var course : courses) course.close();
            Folders.delete(folder);
        }
        System.out.print(table(courses, rounds, seconds));
        var json = Optional.ofNullable(options.get("--json"));
        if (json.isPresent()) Files.write(java.nio.file.Path.of(json.get()), Json.bytes(rows(courses)));
    }

    private static Map<String, String> options(String[] arguments) {
        var known = List.of("--paths", "--rounds", "--seconds", "--json");
        if (arguments.length % 2 != 0
                || !IntStream.range(0, arguments.length / 2).allMatch(i -> known.contains(arguments[2 * i]))) {
            System.err.println(
                    "usage: ./brume bench dataplane [--paths bridge,tunnel,router,floating] [--rounds N] [--seconds N]"
                            + " [--json FILE]");
            System.exit(2);
        }
        var options = new LinkedHashMap<String, String>();
        for (int i = 0; i < arguments.length; i += 2) options.put(arguments[i], arguments[i + 1]);
        return options;
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
