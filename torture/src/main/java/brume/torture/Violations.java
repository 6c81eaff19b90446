package brume.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What must not have happened and did. Safe for many threads.
final class Violations {
    private final List<String> all = new ArrayList<>();
    private final Consumer<String> out;

    /// @param out is told each at once
    Violations(Consumer<String> out) {
        this.out = out;
    }

    synchronized void add(String what) {
        all.add(what);
        out.accept("VIOLATION: " + what);
    }

    synchronized List<String> all() {
        return List.copyOf(all);
    }
}
