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
}
