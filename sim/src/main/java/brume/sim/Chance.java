package brume.sim;

import java.util.List;
import java.util.Random;

/// Sources of chance that follow from the seed, one for each purpose: so that leaving out a tenant leaves the dice of
/// all others as they were.
final class Chance {
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private Chance() {}

    static Random of(long seed, String purpose) {
        long mixed = seed * MIX;
        for (int i = 0; i < purpose.length(); i++) mixed = (mixed ^ purpose.charAt(i)) * MIX;
        return new Random(mixed ^ mixed >>> 32);
    }

    static <T> T of(Random random, List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
