package brume.bench.growth;

import brume.base.file.Folders;
import brume.base.json.Json;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/// The same measurements at one size after another, each in a process of its own; one table, and a picture of the
/// costs.
///
/// @param point   what is measured at one size
/// @param round   the program that measures it; its arguments are the size, a folder for its data, and the file where
/// the
///                point goes
/// @param unit    what there is so many of
/// @param kibEach of heap for each of them, beside 1 GiB
/// @param lines   of the table
record Course<P>(
        Class<P> point,
        Class<?> round,
        ToIntFunction<P> size,
        String unit,
        int kibEach,
        List<Course.Line<P>> lines,
        Curve<P> curve) {
    private static final int LEAST_MIB = 1024;

    /// A line of the table.
    record Line<P>(String what, String unit, ToDoubleFunction<P> of) {}

    /// @param arguments `--UNIT 1000,5000`, `--json FILE`, `--picture FILE.svg`; a file that is there already is added
    /// to,
    ///                  so that the sizes can be measured one after another
    /// @param usual     the sizes, if none are said
    void run(String[] arguments, String usual) throws IOException, InterruptedException {
        var sizes = option(arguments, "--" + unit).orElse(usual);
        var json = option(arguments, "--json").map(Path::of);
        var points = new ArrayList<P>();
        if (json.filter(Files::exists).isPresent()) points.addAll(read(json.get()));
        for (var number : sizes.split(",")) {
            if (number.isBlank()) continue;
            int count = Integer.parseInt(number.strip());
            var measured = measure(count);
            points.removeIf(old -> size.applyAsInt(old) == count);
            points.add(measured);
            if (json.isPresent()) Files.write(json.get(), Json.bytes(points));
        }
        points.sort(Comparator.comparingInt(size));
        System.out.print(table(points));
        if (json.isPresent()) Files.write(json.get(), Json.bytes(points));
        var picture = option(arguments, "--picture").map(Path::of);
        if (picture.isPresent()) Files.writeString(picture.get(), curve.svg(points));
    }

    @SuppressWarnings("unchecked")
    private List<P> read(Path file) throws IOException {
        var none = (P[]) Array.newInstance(point, 0);
        return Arrays.asList((P[]) Json.read(Files.readString(file), none.getClass()));
    }

    private static Optional<String> option(String[] arguments, String name) {
        int at = Arrays.asList(arguments).indexOf(name);
        return at < 0 || at + 1 >= arguments.length ? Optional.empty() : Optional.of(arguments[at + 1]);
    }

    private P measure(int count) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("brume-growth-");
        try {
            var outcome = folder.resolve("point.json");
            var process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseG1GC",
                            "-XX:+UseCompactObjectHeaders",
                            "-Xms48m",
                            "-Xmx" + (LEAST_MIB + count * kibEach / 1024) + "m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            round.getName(),
                            Integer.toString(count),
                            Files.createDirectory(folder.resolve("data")).toString(),
                            outcome.toString())
                    .inheritIO()
                    .start();
            if (process.waitFor() != 0)
                throw new IllegalStateException("the run with " + count + " " + unit + " failed");
            return Json.read(Files.readString(outcome), point);
        } finally {
            Folders.delete(folder);
        }
    }

    /// As Markdown.
    private String table(List<P> points) {
        var table = new StringBuilder("| | |");
        points.forEach(p -> table.append(" %,d %s |".formatted(size.applyAsInt(p), unit)));
        table.append("\n|---|---|").append("---|".repeat(points.size())).append("\n");
        for (var line : lines) {
            table.append("| ").append(line.what).append(" | ").append(line.unit).append(" |");
            points.forEach(p ->
                    table.append(" ").append(number(line.of.applyAsDouble(p))).append(" |"));
            table.append("\n");
        }
        return table.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }
}
