package brume.sim;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Makes a failing run shorter: fewer steps, fewer tenants, hosts, faults and verbs, as long as the same rule is
/// broken.
final class Shrinking {
    private final String rule;
    private final Seams seams;
    private final Consumer<String> progress;
    private Options best;
    private int steps;

    private Shrinking(Simulation.Outcome failed, Seams seams, Consumer<String> progress) {
        rule = failed.violation().orElseThrow().rule();
        best = failed.options();
        steps = failed.steps();
        this.seams = seams;
        this.progress = progress;
    }

    /// @param progress is told of each run that still fails
    static Options of(Simulation.Outcome failed, Consumer<String> progress) {
        return of(failed, Seams.NONE, progress);
    }

    static Options of(Simulation.Outcome failed, Seams seams, Consumer<String> progress) {
        var shrinking = new Shrinking(failed, seams, progress);
        shrinking.go();
        return shrinking.best;
    }

    private void go() {
        cut();
        leave(Arrays.stream(Fault.values()).map(Fault::word).toList());
        var people = IntStream.rangeClosed(1, best.tenants()).mapToObj(tenant -> "tenant-" + tenant);
        leave(Stream.concat(people, Stream.of("operator")).toList());
        leave(Verbs.all().stream().map(Verb::name).toList());
        for (int hosts = best.hosts() / 2; hosts > 0; hosts /= 2) {
            if (!fails(best.hosts(hosts))) break;
        }
        cut();
    }

    /// No more steps than until it failed; then half of them, three quarters, and so on.
    private void cut() {
        if (steps < best.steps()) fails(best.steps(steps + 1));
        for (int less = best.steps() / 2; less > 0; less /= 2) {
            while (best.steps() > less && fails(best.steps(best.steps() - less))) {}
        }
    }

    /// All of them, or as many as it can be without: halves, quarters, and so on.
    private void leave(List<String> some) {
        var smaller = best;
        for (var what : some) smaller = smaller.without(what);
        if (smaller.equals(best) || fails(smaller) || some.size() == 1) return;
        leave(some.subList(0, some.size() / 2));
        leave(some.subList(some.size() / 2, some.size()));
    }

    private boolean fails(Options smaller) {
        var outcome = Simulation.run(smaller, seams);
        boolean same = outcome.violation().filter(v -> v.rule().equals(rule)).isPresent();
        if (!same) return false;
        best = smaller;
        steps = Math.min(outcome.steps(), smaller.steps());
        progress.accept("still fails, in %d steps: %s".formatted(outcome.steps(), smaller.command()));
        return true;
    }
}
