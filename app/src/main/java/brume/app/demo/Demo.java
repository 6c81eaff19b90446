package brume.app.demo;

import brume.base.file.Folders;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

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
        var road = new Road(out);
        out.println("Brume, the whole road, as " + access + (options.simulated ? ", on simulated guests" : ""));
        if (options.simulated) out.println("Simulated guests answer nobody: no ping and no SSH this time.");
        out.println("Things are deleted by --seed " + options.seed + ".");
        var journey = journey(road, folder);
        boolean arrived = false;
        try {
            legs(journey);
            arrived = journey.made().isEmpty();
        } catch (Road.Blocked e) {
            if (options.keep) out.println("What was made is left as it is.");
            else new Farewell(journey).sweep(options.seed);
        }
        summary(road, arrived, Duration.ofNanos(System.nanoTime() - start));
        return arrived;
    }

    private void legs(Journey journey) {
        var client = new TenantLeg(journey).go();
        var key = new KeyLeg(journey, client).go();
        var image = new ImageLeg(journey, client).go();
        var wires = new NetworkLeg(journey, client).go();
        var server = new GuestLeg(journey, client).go(key, image, wires);
        var reach = new ReachLeg(journey, client, server);
        reach.go(wires);
        new PowerLeg(journey, server, reach).go();
        new Farewell(journey).go(options.seed);
    }

    private Journey journey(Road road, Path folder) {
        var chance =
                new SplittableRandom(System.nanoTime() ^ ProcessHandle.current().pid());
        return new Journey(
                new OpenStack(OpenStack.http(), access),
                road,
                new Made(),
                HexFormat.of().toHexDigits(chance.nextLong(), 6),
                options.simulated ? Optional.empty() : Optional.of(new Outside(folder)),
                options.hypervisor,
                folder,
                options.patience);
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
