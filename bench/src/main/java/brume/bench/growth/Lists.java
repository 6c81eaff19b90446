package brume.bench.growth;

import brume.bench.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `./brume bench lists`: pages of lists, and creates, with more and more instances in the database.
@Command(
        name = "brume bench lists",
        mixinStandardHelpOptions = true,
        description = "Measures pages of lists, and creates, with more and more instances in the database.")
public final class Lists implements Callable<Integer> {
    private static final int KIB_EACH = 15;
    private static final Curve<Pages> CURVE = new Curve<>(
            "CPU of a request beside the same with %,d instances",
            "instances in the database", Pages::instances, series());

    @Option(
            names = "--instances",
            paramLabel = "N,…",
            defaultValue = "1000,10000,100000",
            description = "how many, in thousands, each number in a process of its own (${DEFAULT-VALUE})")
    private String instances;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(Program.run(new Lists(), arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        new Course<>(Pages.class, ListsRound.class, Pages::instances, "instances", KIB_EACH, lines(), CURVE)
                .run(Sizes.of(spec, "--instances", instances, ListsRound.PATTERN), output);
        return 0;
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
        lines.add(new Course.Line<>("used while nobody asks", "of a core", Pages::atRest));
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
