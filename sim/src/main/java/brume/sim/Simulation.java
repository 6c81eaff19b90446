package brume.sim;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One run: a cloud under faults for so many steps, then in peace until all has settled, looked at all the time.
public final class Simulation {
    private static final int LOOK = 200;
    private static final Duration LONGEST_SETTLING = Duration.ofMinutes(60);
    private static final Duration SETTLING_LOOK = Duration.ofSeconds(20);
    private static final Duration LEAST_SETTLING = Duration.ofSeconds(60);

    private Simulation() {}

    /// What came of a run.
    ///
    /// @param violation what did not hold; empty when all did
    /// @param steps     until then, with those of the settling
    /// @param digest    of the trace
    /// @param last      lines of the trace
    public record Outcome(
            Options options,
            Optional<Violation> violation,
            int steps,
            String digest,
            List<String> last,
            Coverage coverage) {
        public boolean good() {
            return violation.isEmpty();
        }
    }

    public static Outcome run(Options options) {
        return run(options, Seams.NONE);
    }

    /// @param seams what else stands between the parts
    public static Outcome run(Options options, Seams seams) {
        try (var world = new World(options, seams)) {
            int steps = 0;
            Optional<Violation> violation = Optional.empty();
            try {
                var fate = new Fate(world);
                for (; steps < options.steps(); steps++) {
                    world.step();
                    world.books().cheap();
                    fate.roll();
                    if (steps % LOOK == LOOK - 1) look(world);
                }
                steps += settle(world);
            } catch (Violation v) {
                world.trace().line("VIOLATION " + v.getMessage());
                violation = Optional.of(v);
            }
            world.coverage().saw(world.faults().happened());
            return new Outcome(
                    options,
                    violation,
                    steps,
                    world.trace().digest(),
                    world.trace().last(),
                    world.coverage());
        }
    }

    private static int settle(World world) {
        world.trace().line("PEACE");
        world.faults().end();
        world.everybody().forEach(Tenant::rest);
        world.machines().forEach(Machine::heal);
        var settlement = new Settlement(world);
        var begin = world.timeline().now();
        var look = begin.plus(LEAST_SETTLING);
        for (int steps = 0; ; steps++) {
            if (world.timeline().next().filter(look::isBefore).isPresent()) {
                boolean last = look.isAfter(begin.plus(LONGEST_SETTLING));
                try {
                    look(world);
                    settlement.look();
                    if (settlement.planned()) return steps;
                    look = look.plus(LEAST_SETTLING);
                } catch (Violation unsettled) {
                    if (last || !unsettled.rule().startsWith("settled")) throw unsettled;
                }
                look = look.plus(SETTLING_LOOK);
            }
            world.step();
            world.books().cheap();
        }
    }

    private static void look(World world) {
        world.invariants().all();
        world.books().all();
    }
}
