package brume.bench;

import java.util.Locale;

/// One line of the table.
///
/// @param what  what was measured
/// @param value the figure
/// @param unit  of the figure and of its limit
/// @param limit the same thing without us, measured in the same run; 0 for none
/// @param more  rates and latencies; why there is no figure
record Row(String what, double value, String unit, double limit, Goal goal, String more) {
    boolean met() {
        return goal.met(value, limit);
    }

    double ratio() {
        return limit > 0 ? value / limit : 0;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-44s %14s %12s %8s  %-22s %-6s %s",
                what,
                unit.isEmpty() ? "" : figure(value) + " " + unit,
                limit > 0 ? figure(limit) : "",
                limit > 0 ? String.format(Locale.ROOT, "%.2f x", ratio()) : "",
                wanted(),
                goal.most() == 0 ? "" : met() ? "met" : "MISSED",
                more);
    }

    private String wanted() {
        if (goal.most() == 0) return "";
        return goal.ratio()
                ? String.format(Locale.ROOT, "<= %.3g x the limit", goal.most())
                : String.format(Locale.ROOT, "<= %.3g %s", goal.most(), unit);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3g", value);
    }
}
