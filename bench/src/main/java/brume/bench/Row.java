package brume.bench;

import java.util.Locale;

/// One line of the table.
///
/// @param what  what was measured
/// @param value the figure
/// @param unit  of the figure and of its limit
/// @param limit the same thing without us, measured in the same run; 0 for none
/// @param goal  what it should be, in words
/// @param met   whether it is
/// @param more  rates and latencies
record Row(String what, double value, String unit, double limit, String goal, boolean met, String more) {
    String line() {
        var ratio = limit > 0 ? String.format(Locale.ROOT, "%6.1fx of %.3g", value / limit, limit) : "";
        return String.format(
                Locale.ROOT,
                "%-44s %10.4g %-10s %-20s %-26s %-4s %s",
                what,
                value,
                unit,
                ratio,
                goal,
                met ? "ok" : "MISS",
                more);
    }
}
