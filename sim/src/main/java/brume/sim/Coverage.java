package brume.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How often each verb was used, and what came of it.
public final class Coverage {
    /// What came of a verb.
    enum End {
        DONE,
        REFUSED,
        UNKNOWN,
        DOWN
    }

    /// @param unknown the caller never learnt what came of it
    /// @param down    nobody was there to be asked
    public record Uses(int done, int refused, int unknown, int down) {
        static final Uses NONE = new Uses(0, 0, 0, 0);

        Uses plus(Uses other) {
            return new Uses(done + other.done, refused + other.refused, unknown + other.unknown, down + other.down);
        }
    }

    private final Map<String, Uses> verbs = new TreeMap<>();
    private final Map<Fault, Integer> faults = new TreeMap<>();

    void saw(String verb, End end) {
        add(
                verb,
                switch (end) {
                    case DONE -> new Uses(1, 0, 0, 0);
                    case REFUSED -> new Uses(0, 1, 0, 0);
                    case UNKNOWN -> new Uses(0, 0, 1, 0);
                    case DOWN -> new Uses(0, 0, 0, 1);
                });
    }

    private void add(String verb, Uses uses) {
        verbs.merge(verb, uses, Uses::plus);
    }

    void saw(Map<Fault, Integer> happened) {
        happened.forEach((fault, times) -> faults.merge(fault, times, Integer::sum));
    }

    /// Adds what another run has used.
    public void add(Coverage other) {
        other.verbs.forEach(this::add);
        saw(other.faults);
    }

    public Map<String, Uses> verbs() {
        return verbs;
    }

    public Map<Fault, Integer> faults() {
        return faults;
    }

    /// Faults that never happened, and verbs that were never done.
    public List<String> never() {
        var never = new ArrayList<String>();
        for (var fault : Fault.values()) if (!faults.containsKey(fault)) never.add(fault.word());
        Verbs.all().stream()
                .map(Verb::name)
                // The others are made of several.
                .filter(verb -> verb.contains("."))
                .filter(verb -> verbs.getOrDefault(verb, Uses.NONE).done() == 0)
                .forEach(never::add);
        return never;
    }
}
