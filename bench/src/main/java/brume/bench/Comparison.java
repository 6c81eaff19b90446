package brume.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Two runs side by side. A figure differs beyond noise when none of its runs is within those of the other, or near
/// them (half as far away as the runs of either are apart), and the medians are a tenth apart; one that was measured
/// once has to be a third apart.
final class Comparison {
    private static final double TENTH = 0.1;
    private static final double THIRD = 1 / 3.0;
    private static final double NEAR = 0.5;

    private final Report then;
    private final Report now;
    private final Map<String, Row> before = new HashMap<>();
    private final List<String> lines = new ArrayList<>();
    private final Map<Change, Integer> counts = new HashMap<>();

    private Comparison(Report then, Report now) {
        this.then = then;
        this.now = now;
        then.rows().forEach(row -> before.put(row.what(), row));
    }

    /// What became of a figure.
    enum Change {
        SLOWER,
        FASTER,
        SAME
    }

    /// What is to be told of two runs: whether they can be compared, what changed, how much was looked at.
    static List<String> of(Report then, Report now) {
        return new Comparison(then, now).told();
    }

    private List<String> told() {
        lines.add("Compared with the run of " + then.machine() + ":");
        if (then.place().equals(Place.UNKNOWN)) lines.add("its file does not tell its machine and its release");
        else places();
        for (var row : now.rows()) compare(row);
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        lines.add(
                all == 0
                        ? "No figure is in both runs."
                        : "%d of %d figures got slower beyond noise, %d got faster."
                                .formatted(count(Change.SLOWER), all, count(Change.FASTER)));
        return lines;
    }

    private void places() {
        var old = then.place();
        var here = now.place();
        if (!old.sameMachine(here))
            lines.add("another machine: then %s, now %s; what differs may be its doing"
                    .formatted(old.hardware(), here.hardware()));
        if (!old.release().equals(here.release()))
            lines.add("another release: then %s, now %s".formatted(old.release(), here.release()));
    }

    private void compare(Row row) {
        var old = before.get(row.what());
        if (old == null || row.skipped() || !old.unit().equals(row.unit())) return;
        compare(row.what() + ", " + row.unit(), old.figure(), row.figure(), false, limits(old, row));
        for (var rate : new TreeMap<>(row.rates()).entrySet()) {
            var figure = old.rates().get(rate.getKey());
            if (figure == null) continue;
            compare(row.what() + ", " + rate.getKey(), figure, rate.getValue(), Rates.moreIsBetter(rate.getKey()), "");
        }
    }

    /// What the machine itself took: a figure that grew with its limit says little.
    private static String limits(Row old, Row here) {
        return old.limit() > 0 && here.limit() > 0
                ? String.format(
                        Locale.ROOT,
                        "; its limit %s -> %s (%+.0f %%)",
                        Row.figure(old.limit()),
                        Row.figure(here.limit()),
                        (here.limit() / old.limit() - 1) * 100)
                : "";
    }

    private void compare(String what, Figure old, Figure here, boolean moreIsBetter, String more) {
        var change = change(old, here, moreIsBetter);
        counts.merge(change, 1, Integer::sum);
        if (change == Change.SAME) return;
        lines.add(String.format(
                Locale.ROOT,
                "%-7s %-64s %s -> %s (%+.0f %%)%s",
                change,
                what,
                told(old),
                told(here),
                (here.median() / old.median() - 1) * 100,
                more));
    }

    private int count(Change change) {
        return counts.getOrDefault(change, 0);
    }

    private static String told(Figure figure) {
        return Row.figure(figure.median()) + " (" + Row.figure(figure.least()) + "-" + Row.figure(figure.most()) + ")";
    }

    static Change change(Figure then, Figure now, boolean moreIsBetter) {
        if (then.median() <= 0 || now.median() <= 0) return Change.SAME;
        double gap = Math.max(now.least() - then.most(), then.least() - now.most());
        double near = NEAR * Math.max(then.most() - then.least(), now.most() - now.least());
        double enough = Math.min(then.runs(), now.runs()) == 1 ? THIRD : TENTH;
        if (gap <= near || Math.abs(now.median() / then.median() - 1) < enough) return Change.SAME;
        return now.median() > then.median() == moreIsBetter ? Change.FASTER : Change.SLOWER;
    }
}
