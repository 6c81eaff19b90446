package brume.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The rows of a run, told as they come and printed at its end.
final class Table {
    private final List<Row> rows = new ArrayList<>();

    void add(Row row) {
        rows.add(row);
        System.err.println("  " + row.line());
    }

    /// What this machine can't measure, and why.
    void skip(String what, String reason) {
        add(Row.skipped(what, reason));
    }

    List<Row> rows() {
        return rows;
    }

    void print() {
        System.out.printf(
                Locale.ROOT,
                "%n%-46s %-24s %8s %8s  %-20s%n",
                "what",
                "measured (least-most)",
                "limit",
                "ratio",
                "goal");
        rows.forEach(row -> System.out.println(row.line()));
    }

    /// Two clouds that were put through the same calls.
    ///
    /// @param name of the other one
    static void printBeside(List<Row> ours, List<Row> theirs, String name) {
        System.out.printf(Locale.ROOT, "%n%-30s %-18s %12s %12s %9s%n", "what", "", "this Brume", name, "times");
        for (var mine : ours) {
            for (var other : theirs) {
                if (other.what().equals(mine.what())) printBeside(mine, other);
            }
        }
    }

    private static void printBeside(Row mine, Row other) {
        mine.rates().forEach((rate, figure) -> {
            if (!other.rates().containsKey(rate)) return;
            var beside = other.rates().get(rate);
            System.out.printf(
                    Locale.ROOT,
                    "%-30s %-18s %12s %12s %9.2f%n",
                    mine.what(),
                    rate,
                    Row.figure(figure.median()),
                    Row.figure(beside.median()),
                    beside.median() / figure.median());
        });
    }
}
