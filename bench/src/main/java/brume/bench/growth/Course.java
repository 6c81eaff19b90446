package brume.bench.growth;

import brume.base.json.Json;
import brume.bench.Failure;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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

    /// Measures each size, and prints a table with those that were in the file before.
    void run(List<Integer> sizes, Output output) throws IOException, InterruptedException {
        var json = output.json();
        var points = new ArrayList<P>();
        if (json.filter(Files::exists).isPresent()) points.addAll(read(json.get()));
        for (int count : sizes) {
            var measured = measure(count);
            points.removeIf(old -> size.applyAsInt(old) == count);
            points.add(measured);
            if (json.isPresent()) Files.write(json.get(), Json.bytes(points));
        }
        points.sort(Comparator.comparingInt(size));
        System.out.print(table(points));
        if (json.isPresent()) Files.write(json.get(), Json.bytes(points));
        if (output.picture().isPresent()) Files.writeString(output.picture().get(), curve.svg(points));
    }

    @SuppressWarnings("unchecked")
    private List<P> read(Path file) throws IOException {
        var none = (P[]) Array.newInstance(point, 0);
        return Arrays.asList((P[]) Json.read(Files.readString(file), none.getClass()));
    }

    private P measure(int count) throws IOException, InterruptedException {
        try (var ground = new Ground()) {
            var outcome = ground.folder().resolve("point.json");
            int code = ground.run(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseG1GC",
                    "-XX:+UseCompactObjectHeaders",
                    "-Xms48m",
                    "-Xmx" + (LEAST_MIB + count * kibEach / 1024) + "m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    round.getName(),
                    Integer.toString(count),
                    Files.createDirectory(ground.folder().resolve("data")).toString(),
                    outcome.toString()));
            if (code != 0) {
                throw new Failure(
                        "measuring with %d %s".formatted(count, unit),
                        "its process ended with code " + code,
                        "what it said is above; fewer of them want less memory");
            }
            return Json.read(Files.readString(outcome), point);
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
