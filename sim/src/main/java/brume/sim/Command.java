package brume.sim;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `./brume sim`: runs seeds until one finds something.
@CommandLine.Command(
        name = "brume sim",
        mixinStandardHelpOptions = true,
        description = "Runs a whole cloud from a seed, with faults, and looks whether all that must hold does.")
final class Command implements Callable<Integer> {
    @Option(names = "--seed", paramLabel = "N", description = "the first seed; by default one by chance")
    Optional<Long> seed = Optional.empty();

    @Option(names = "--seeds", paramLabel = "N", description = "how many, one after another (default: 1)")
    int seeds = 1;

    @Option(names = "--hosts", paramLabel = "N", description = "(default: " + Options.HOSTS + ")")
    int hosts = Options.HOSTS;

    @Option(names = "--tenants", paramLabel = "N", description = "(default: " + Options.TENANTS + ")")
    int tenants = Options.TENANTS;

    @Option(names = "--steps", paramLabel = "N", description = "under faults (default: " + Options.STEPS + ")")
    int steps = Options.STEPS;

    @Option(
            names = "--faults",
            paramLabel = "LIST",
            description = "only these, with commas; 'all' or 'none'; by default a mix that the seed decides")
    Optional<String> faults = Optional.empty();

    @Option(
            names = "--without",
            paramLabel = "LIST",
            description = "tenants (tenant-3), verbs (network.create) and faults to leave out")
    Optional<String> without = Optional.empty();

    @Option(names = "--trace", paramLabel = "FILE", description = "where all that happens is written")
    Optional<Path> trace = Optional.empty();

    @Option(names = "--shrink", description = "make a failing run shorter")
    boolean shrink;

    @Option(names = "--keep-going", description = "run all seeds, also after one that fails")
    boolean keepGoing;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        long first = seed.orElseGet(() -> System.nanoTime() & 0xffffff);
        var coverage = new Coverage();
        int bad = 0;
        for (long each = first; each < first + seeds; each++) {
            var options = options(each);
            long begin = System.nanoTime();
            var outcome = Simulation.run(options);
            double seconds = (System.nanoTime() - begin) / 1e9;
            coverage.add(outcome.coverage());
            out.printf(
                    "seed %d: %s, %d steps in %.1f s, trace %s%n",
                    each,
                    outcome.good() ? "all holds" : "FAILED",
                    outcome.steps(),
                    seconds,
                    outcome.digest().substring(0, 16));
            out.flush();
            if (outcome.good()) continue;
            bad++;
            failed(out, outcome);
            if (!keepGoing) break;
        }
        print(out, coverage);
        if (seeds > 1) out.printf("%d of %d seeds failed%n", bad, seeds);
        out.flush();
        return bad == 0 ? 0 : 1;
    }

    private void failed(PrintWriter out, Simulation.Outcome outcome) {
        outcome.last().forEach(out::println);
        var violation = outcome.violation().orElseThrow();
        if (violation.getCause() != null) violation.getCause().printStackTrace(out);
        var shortest = outcome.options();
        if (shrink) {
            shortest = Shrinking.of(outcome, step -> {
                out.println(step);
                out.flush();
            });
        }
        out.println(violation.getMessage());
        out.println("Again: " + shortest.command());
        out.flush();
    }

    private Options options(long each) {
        return new Options(
                each,
                hosts,
                tenants,
                steps,
                faults.map(this::faults),
                without.map(Command::words).orElse(Set.of()),
                trace);
    }

    private static Set<String> words(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<Fault> faults(String list) {
        if (list.equals("all")) return Fault.all();
        var some = EnumSet.noneOf(Fault.class);
        if (list.equals("none")) return some;
        for (var word : words(list)) {
            some.add(Fault.of(word)
                    .orElseThrow(() -> new CommandLine.ParameterException(
                            spec.commandLine(), "no such fault: " + word + "; there are " + known())));
        }
        return some;
    }

    private static List<String> known() {
        return Arrays.stream(Fault.values()).map(Fault::word).toList();
    }

    /// How often each verb was used and each fault happened; what never was is named.
    private static void print(PrintWriter out, Coverage coverage) {
        out.println();
        out.printf("%-28s %9s %9s %9s %9s%n", "verb", "done", "refused", "unknown", "down");
        coverage.verbs()
                .forEach((verb, uses) -> out.printf(
                        "%-28s %9d %9d %9d %9d%n", verb, uses.done(), uses.refused(), uses.unknown(), uses.down()));
        out.println();
        out.printf("%-28s %9s%n", "fault", "times");
        coverage.faults().forEach((fault, times) -> out.printf("%-28s %9d%n", fault.word(), times));
        var never = coverage.never();
        if (!never.isEmpty()) out.println("never: " + String.join(", ", never));
    }
}
