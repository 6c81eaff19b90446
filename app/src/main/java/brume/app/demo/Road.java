package brume.app.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/// The steps of a journey, told as they are made: a line each, with what came of it and the time it took. The first
/// that fails ends the journey.
public final class Road {
    private final PrintStream out;
    private final List<Step> steps = new ArrayList<>();

    /// @param detail what came of it: an address, a status; the reason when it failed or was left out
    public record Step(String name, Outcome outcome, Duration took, String detail) {}

    public enum Outcome {
        DONE,
        FAILED,
        LEFT_OUT
    }

    /// A step failed: the road ends here.
    public static final class Blocked extends RuntimeException {
        private static final long serialVersionUID = 1;

        Blocked(String step, Throwable cause) {
            super(step + ": " + (cause.getMessage() == null ? cause.toString() : cause.getMessage()), cause);
        }
    }

    public Road(PrintStream out) {
        this.out = out;
    }

    /// Makes a step. What it answers, as text, is told after the time.
    ///
    /// @throws Blocked when it fails
    public <T> T step(String name, Callable<T> act) {
        out.printf("  %2d  %-46s", steps.size() + 1, name);
        out.flush();
        long start = System.nanoTime();
        try {
            var value = act.call();
            end(new Step(name, Outcome.DONE, since(start), value == null ? "" : value.toString()));
            return value;
        } catch (Exception e) {
            var reason = e.getMessage() == null ? e.toString() : e.getMessage();
            end(new Step(name, Outcome.FAILED, since(start), reason));
            throw new Blocked(name, e);
        }
    }

    /// Says that a step is not made, and why.
    public void leaveOut(String name, String why) {
        out.printf("  %2d  %-46s", steps.size() + 1, name);
        end(new Step(name, Outcome.LEFT_OUT, Duration.ZERO, why));
    }

    /// What has been gone so far.
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    public void say(String line) {
        out.println(line);
        out.flush();
    }

    private void end(Step step) {
        steps.add(step);
        out.println(
                switch (step.outcome) {
                    case DONE -> String.format(Locale.ROOT, "%7.2f s  %s", seconds(step.took), step.detail);
                    case FAILED -> String.format(Locale.ROOT, "%7.2f s  FAILED: %s", seconds(step.took), step.detail);
                    case LEFT_OUT -> "   left out  " + step.detail;
                });
        out.flush();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
