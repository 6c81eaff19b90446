package brume.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What another cloud came to in the same calls.
///
/// @param cloud its name in `clouds.yaml`
record Beside(String cloud, List<Row> rows) {
    /// A table of both, with what could not be measured there, and why, at its end.
    ///
    /// @param ours the rows of the Brume that was measured in the same run
    List<String> table(List<Row> ours) {
        var lines = new ArrayList<String>();
        lines.add(String.format(
                Locale.ROOT, "%-30s %-18s %12s %12s %9s", "what", "median of", "this Brume", cloud, "times"));
        for (var mine : ours) {
            for (var other : rows) if (other.what().equals(mine.what())) add(lines, mine, other);
        }
        for (var other : rows) if (other.skipped()) lines.add(other.line());
        return lines;
    }

    private static void add(List<String> lines, Row mine, Row other) {
        mine.rates().forEach((rate, figure) -> {
            if (!other.rates().containsKey(rate)) return;
            var beside = other.rates().get(rate);
            lines.add(String.format(
                    Locale.ROOT,
                    "%-30s %-18s %12s %12s %9.2f",
                    mine.what(),
                    rate,
                    Row.figure(figure.median()),
                    Row.figure(beside.median()),
                    beside.median() / figure.median()));
        });
    }
}
