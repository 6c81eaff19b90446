package brume.bench;

import java.util.Locale;
import java.util.Map;

/// One line of the table.
///
/// @param what   what was measured
/// @param figure what came of it; less is better
/// @param unit   of the figure and of its limit
/// @param limit  the same thing without us, measured in the same run; 0 for none
/// @param rates  requests per second and latencies, by their names
/// @param more   what the limit is; why there is no figure
record Row(String what, Figure figure, String unit, double limit, Goal goal, Map<String, Figure> rates, String more) {
    /// What was measured once.
    Row(String what, double value, String unit, double limit, Goal goal, String more) {
        this(what, Figure.once(value), unit, limit, goal, Map.of(), more);
    }

    /// What this machine can't measure, and why.
    static Row skipped(String what, String reason) {
        return new Row(what, 0, "", 0, Goal.NONE, "skipped: " + reason);
    }

    boolean skipped() {
        return unit.isEmpty();
    }

    double value() {
        return figure.median();
    }

    boolean met() {
        return goal.met(value(), limit);
    }

    double ratio() {
        return limit > 0 ? value() / limit : 0;
    }

    String line() {
        return String.format(
                        Locale.ROOT,
                        "%-46s %-24s %8s %8s  %-20s %-7s %s %s",
                        what,
                        skipped() ? "" : spread(figure) + " " + unit,
                        limit > 0 ? figure(limit) : "",
                        limit > 0 ? String.format(Locale.ROOT, "%.2f x", ratio()) : "",
                        wanted(),
                        goal.most() == 0 ? "" : met() ? "met" : "MISSED",
                        Rates.told(rates),
                        more)
                .stripTrailing();
    }

    /// As Markdown.
    String markdown() {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %s |",
                what,
                skipped() ? "" : spread(figure) + " " + unit,
                limit > 0 ? figure(limit) : "",
                limit > 0 ? String.format(Locale.ROOT, "%.1f ×", ratio()) : "",
                wanted(),
                goal.most() == 0 ? "" : met() ? "met" : "missed",
                (Rates.told(rates) + " " + more).strip());
    }

    private String wanted() {
        if (goal.most() == 0) return "";
        return goal.ratio()
                ? String.format(Locale.ROOT, "<= %.3g x the limit", goal.most())
                : String.format(Locale.ROOT, "<= %.3g %s", goal.most(), unit);
    }

    private static String spread(Figure figure) {
        return figure.runs() == 1
                ? figure(figure.median())
                : figure(figure.median()) + " (" + figure(figure.least()) + "-" + figure(figure.most()) + ")";
    }

    static String figure(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3g", value);
    }
}
