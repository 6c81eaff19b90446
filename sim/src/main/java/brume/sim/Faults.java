package brume.sim;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Throws the dice for faults. Each run has its own mix: of the faults that it may have, some are frequent and some
/// left out, so that a rare one is not always drowned by the others.
final class Faults {
    private static final int OCCASIONS = 10_000;
    private static final int ALL_LOST = 6;
    private final Map<Fault, Integer> chances = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
    private final Random random;
    private final Trace trace;
    private boolean on = true;

    /// @param mixed whether chance decides which of them there are, and how often
    Faults(Set<Fault> allowed, boolean mixed, long seed, Trace trace) {
        this.trace = trace;
        random = Chance.of(seed, "faults");
        var mix = Chance.of(seed, "mix");
        for (var fault : Fault.values()) {
            int share = mix.nextInt(4);
            if (!allowed.contains(fault)) continue;
            int chance = mixed ? fault.chance() * share : fault.chance() * 2;
            if (chance > 0) chances.put(fault, chance);
        }
        // What is due must be found without any wake-up at all.
        if (mixed && mix.nextInt(ALL_LOST) == 0) chances.computeIfPresent(Fault.WAKE_UP_LOST, (f, c) -> OCCASIONS);
    }

    /// Whether it happens on this occasion.
    boolean strike(Fault fault, String where) {
        var chance = chances.get(fault);
        if (chance == null || !on) return false;
        if (random.nextInt(OCCASIONS) >= chance) return false;
        happened.merge(fault, 1, Integer::sum);
        trace.line("  ! " + fault.word() + " " + where);
        return true;
    }

    /// For how long, how much, and who.
    Random dice() {
        return random;
    }

    void end() {
        on = false;
    }

    boolean on() {
        return on;
    }

    Map<Fault, Integer> happened() {
        return happened;
    }
}
