package brume.host.network;

import brume.contract.Answer.Trace;
import brume.host.Drift;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// What an inspection has found so far.
final class Findings {
    private static final String LOST = "somebody removed it, or it ended; the next repair makes it again";
    private static final String CHANGED = "somebody changed it; the next repair puts it right";
    private static final String LEFT = "left by a crash, or made by hand; nothing is removed without an order";
    private static final String EXTRA = "somebody added it; the next repair takes it off";

    private final List<Trace> missing = new ArrayList<>();
    private final List<Trace> strays = new ArrayList<>();

    void lost(String kind, String name) {
        missing.add(new Trace(kind, name, LOST));
    }

    void changed(String kind, String name) {
        missing.add(new Trace(kind, name, CHANGED));
    }

    void stray(String kind, String name) {
        strays.add(new Trace(kind, name, LEFT));
    }

    /// @param known what may be there, though it need not
    void compare(String kind, Collection<String> wanted, Collection<String> known, Set<String> there) {
        wanted.stream().filter(name -> !there.contains(name)).forEach(name -> lost(kind, name));
        there.stream().filter(name -> !known.contains(name)).forEach(name -> stray(kind, name));
    }

    /// What a repair also takes away where it is too much.
    void same(String kind, String place, Collection<String> wanted, Set<String> there) {
        wanted.stream().filter(name -> !there.contains(name)).forEach(name -> lost(kind, name + place));
        there.stream()
                .filter(name -> !wanted.contains(name))
                .forEach(name -> strays.add(new Trace(kind, name + place, EXTRA)));
    }

    Drift drift() {
        return new Drift(missing, strays);
    }
}
