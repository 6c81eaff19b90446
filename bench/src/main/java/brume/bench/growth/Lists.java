package brume.bench.growth;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `./brume bench lists`: pages of lists, and creates, with more and more instances in the database.
public final class Lists {
    private static final int KIB_EACH = 15;
    private static final Curve<Pages> CURVE = new Curve<>(
            "CPU of a request beside the same with %,d instances",
            "instances in the database", Pages::instances, series());

    private Lists() {}

    /// @param arguments `--instances 1000,10000,100000`, `--json FILE`, `--picture FILE.svg`
    public static void main(String[] arguments) throws IOException, InterruptedException {
        new Course<>(Pages.class, ListsRound.class, Pages::instances, "instances", KIB_EACH, lines(), CURVE)
                .run(arguments, "1000,10000,100000");
    }

    private static List<Curve.Series<Pages>> series() {
        var all = new ArrayList<Curve.Series<Pages>>();
        for (var asked : Asked.values()) {
            all.add(new Curve.Series<>(asked.words(), p -> p.asked().get(asked).millisCpu()));
        }
        all.add(new Curve.Series<>(
                "an instance, until it is ACTIVE", p -> p.create().millisCpu()));
        return all;
    }

    private static List<Course.Line<Pages>> lines() {
        var lines = new ArrayList<Course.Line<Pages>>();
        lines.add(new Course.Line<>("projects", "", Pages::projects));
        for (var asked : Asked.values()) {
            lines.add(new Course.Line<>(
                    asked.words(), "ms", p -> p.asked().get(asked).millis()));
            lines.add(new Course.Line<>("  CPU", "ms", p -> p.asked().get(asked).millisCpu()));
        }
        lines.add(new Course.Line<>("POST of an instance", "ms", p -> p.create().millis()));
        lines.add(new Course.Line<>(
                "  CPU, until it is ACTIVE", "ms", p -> p.create().millisCpu()));
        lines.add(new Course.Line<>(
                "tables read from end to end meanwhile", "", p -> p.scanned().size()));
        lines.add(new Course.Line<>("load of the machine before", "", Pages::load));
        return lines;
    }
}
