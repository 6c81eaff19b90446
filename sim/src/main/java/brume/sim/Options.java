package brume.sim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A run to be made.
///
/// @param faults  the only ones, each often; absent for a mix that the seed decides
/// @param without tenants (`tenant-3`) that do nothing, verbs (`network.create`) that nobody uses, and faults
/// @param trace   where all that happens is written
public record Options(
        long seed,
        int hosts,
        int tenants,
        int steps,
        Optional<Set<Fault>> faults,
        Set<String> without,
        Optional<Path> trace) {
    public static final int HOSTS = 40;
    public static final int TENANTS = 10;
    public static final int STEPS = 20_000;

    public Options {
        faults = faults.map(Set::copyOf);
        without = Set.copyOf(without);
    }

    public static Options of(long seed) {
        return new Options(seed, HOSTS, TENANTS, STEPS, Optional.empty(), Set.of(), Optional.empty());
    }

    public Options hosts(int count) {
        return new Options(seed, count, tenants, steps, faults, without, trace);
    }

    public Options tenants(int count) {
        return new Options(seed, hosts, count, steps, faults, without, trace);
    }

    public Options steps(int count) {
        return new Options(seed, hosts, tenants, count, faults, without, trace);
    }

    public Options faults(Set<Fault> only) {
        return new Options(seed, hosts, tenants, steps, Optional.of(only), without, trace);
    }

    public Options traced(Path file) {
        return new Options(seed, hosts, tenants, steps, faults, without, Optional.of(file));
    }

    Options without(String what) {
        var more = new TreeSet<>(without);
        more.add(what);
        return new Options(seed, hosts, tenants, steps, faults, more, trace);
    }

    /// The command that makes this run.
    public String command() {
        var words = new ArrayList<>(List.of("./brume", "sim", "--seed", Long.toString(seed)));
        words.addAll(List.of("--hosts", "" + hosts, "--tenants", "" + tenants, "--steps", "" + steps));
        faults.ifPresent(some -> {
            words.add("--faults");
            words.add(
                    some.isEmpty()
                            ? "none"
                            : String.join(
                                    ",", some.stream().map(Fault::word).sorted().toList()));
        });
        if (!without.isEmpty()) {
            words.add("--without");
            words.add(String.join(",", new TreeSet<>(without)));
        }
        return String.join(" ", words);
    }
}
