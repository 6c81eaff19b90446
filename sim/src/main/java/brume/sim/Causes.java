package brume.sim;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Why an instance may have failed: only of something that has happened in this run.
final class Causes {
    private record Cause(Pattern said, Predicate<Thing> happened) {}

    private final World world;
    private final List<Cause> all;

    Causes(World world) {
        this.world = world;
        all = List.of(
                cause("the host refuses", thing -> any(Fault.HOST_REFUSES)),
                cause("no space left on device", thing -> any(Fault.HOST_IS_FULL)),
                cause("set to error by an operator", Thing::wasDisturbed),
                cause("was not done within .* seconds", thing -> any(Fault.values())),
                // Hosts are soon full, or disabled: that is no fault.
                cause("No host|No valid host|no host", thing -> true));
    }

    private static Cause cause(String said, Predicate<Thing> happened) {
        return new Cause(Pattern.compile(said), happened);
    }

    private boolean any(Fault... faults) {
        for (var fault : faults) if (world.faults().happened().containsKey(fault)) return true;
        return false;
    }

    void explain(Thing thing, String fault) {
        boolean known = all.stream().anyMatch(cause -> cause.said.matcher(fault).find() && cause.happened.test(thing));
        if (!known) throw new Violation("a-failure-has-its-cause", thing + " has failed: " + fault);
    }
}
