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
        add(new Row(what, 0, "", 0, Goal.NONE, "skipped: " + reason));
    }

    List<Row> rows() {
        return rows;
    }

    void print() {
        System.out.printf(
                Locale.ROOT,
                "%n%-44s %14s %12s %8s  %-22s %-6s %s%n",
                "what",
                "measured",
                "limit",
                "ratio",
                "goal",
                "",
                "");
        rows.forEach(row -> System.out.println(row.line()));
    }
}
