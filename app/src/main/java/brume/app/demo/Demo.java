package brume.app.demo;

import brume.base.file.Folders;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// The whole road, gone once.
public final class Demo {
    private final Access access;
    private final Options options;
    private final PrintStream out;

    /// @param simulated  guests are simulated: nobody can be pinged or logged in to
    /// @param hypervisor `qemu` or `uml`; empty for what the cloud prefers
    /// @param seed       of the order in which things are deleted
    /// @param keep       leaves what was made when a step fails
    public record Options(boolean simulated, Optional<String> hypervisor, long seed, boolean keep, Patience patience) {}

    public Demo(Access access, Options options, PrintStream out) {
        this.access = access;
        this.options = options;
        this.out = out;
    }

    /// @return whether every step was seen to work
    public boolean go() {
        var folder = folder();
        try {
            return go(folder);
        } finally {
            Folders.delete(folder);
        }
    }

    private boolean go(Path folder) {
        long start = System.nanoTime();
        out.println("Brume, the whole road, as " + access + (options.simulated ? ", on simulated guests" : ""));
        if (options.simulated) out.println("Simulated guests answer nobody: no ping and no SSH this time.");
        out.println("Things are deleted by --seed " + options.seed + ".");
        var trip = new Trip(access, options, out, folder);
        boolean arrived = false;
        try {
            trip.go();
            arrived = true;
        } catch (Road.Blocked e) {
            if (options.keep) out.println("What was made is left as it is.");
            else trip.sweep();
        }
        summary(trip.road(), arrived, Duration.ofNanos(System.nanoTime() - start));
        return arrived;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("brume-demo-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void summary(Road road, boolean arrived, Duration took) {
        var steps = road.steps();
        long done = steps.stream()
                .filter(step -> step.outcome() == Road.Outcome.DONE)
                .count();
        long leftOut = steps.stream()
                .filter(step -> step.outcome() == Road.Outcome.LEFT_OUT)
                .count();
        out.printf(
                Locale.ROOT,
                "%n%s: %d steps in %.1f s%s.%n",
                arrived ? "Arrived" : "Not arrived",
                done,
                took.toMillis() / 1000.0,
                leftOut == 0 ? "" : ", " + leftOut + " left out because guests are simulated");
        if (!arrived)
            steps.stream()
                    .filter(step -> step.outcome() == Road.Outcome.FAILED)
                    .forEach(step -> out.println("Failed: " + step.name() + ": " + step.detail()));
        else
            steps.stream()
                    .sorted(Comparator.comparing(Road.Step::took).reversed())
                    .limit(3)
                    .forEach(step -> out.printf(
                            Locale.ROOT, "  longest: %6.2f s  %s%n", step.took().toMillis() / 1000.0, step.name()));
        out.flush();
    }
}
