package brume.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Two runs side by side. A figure differs beyond noise when none of its runs is within those of the other, and the
/// medians are a tenth apart; one that was measured once has to be a third apart.
final class Comparison {
    private static final double TENTH = 0.1;
    private static final double THIRD = 1 / 3.0;
    private final Map<String, Row> before = new HashMap<>();

    Comparison(List<Row> before) {
        before.forEach(row -> this.before.put(row.what(), row));
    }

    /// What became of a figure.
    enum Change {
        SLOWER,
        FASTER,
        SAME
    }

    void print(List<Row> now) {
        int slower = 0;
        for (var row : now) {
            var old = before.get(row.what());
            if (old == null || row.unit().isEmpty() || old.unit().isEmpty()) continue;
            if (!old.unit().equals(row.unit())) continue;
            slower += told(row.what() + ", " + row.unit(), old.figure(), row.figure(), false);
            for (var rate : new TreeMap<>(row.rates()).entrySet()) {
                var then = old.rates().get(rate.getKey());
                if (then == null) continue;
                slower += told(
                        row.what() + ", " + rate.getKey(), then, rate.getValue(), Rates.moreIsBetter(rate.getKey()));
            }
        }
        System.out.printf("%d figures got slower beyond noise.%n", slower);
    }

    private static int told(String what, Figure then, Figure now, boolean moreIsBetter) {
        var change = change(then, now, moreIsBetter);
        if (change == Change.SAME) return 0;
        System.out.printf(
                Locale.ROOT,
                "%-7s %-64s %s -> %s (%+.0f %%)%n",
                change,
                what,
                told(then),
                told(now),
                (now.median() / then.median() - 1) * 100);
        return change == Change.SLOWER ? 1 : 0;
    }

    private static String told(Figure figure) {
        return Row.figure(figure.median()) + " (" + Row.figure(figure.least()) + "-" + Row.figure(figure.most()) + ")";
    }

    static Change change(Figure then, Figure now, boolean moreIsBetter) {
        if (then.median() <= 0 || now.median() <= 0) return Change.SAME;
        boolean apart = now.least() > then.most() || now.most() < then.least();
        double enough = Math.min(then.runs(), now.runs()) == 1 ? THIRD : TENTH;
        if (!apart || Math.abs(now.median() / then.median() - 1) < enough) return Change.SAME;
        return now.median() > then.median() == moreIsBetter ? Change.FASTER : Change.SLOWER;
    }
}
