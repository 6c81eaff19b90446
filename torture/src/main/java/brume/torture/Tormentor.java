package brume.torture;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Strikes at random moments, sometimes again before the cloud has recovered, and waits until it has.
final class Tormentor {
    /// How long a cloud may be away after a blow.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// A calm ends after so many answers, so that a slow machine is not struck all the time.
    private static final int MOST_ANSWERS = 80;

    private static final Duration LONGEST_CALM = Duration.ofSeconds(6);
    private static final long QUICK_MILLIS = 1500;
    private static final int AGAIN = 5;

    private final List<Blow> blows;
    private final RandomGenerator chance;
    private final Outages outages;
    private final Violations violations;
    private final BooleanSupplier answers;
    private final LongSupplier answered;
    private final Consumer<String> out;
    private final Map<String, Integer> struck = new TreeMap<>();
    private int kills;

    /// @param answers  whether the cloud does its work
    /// @param answered how many requests have been answered so far
    Tormentor(
            List<Blow> blows,
            RandomGenerator chance,
            Outages outages,
            Violations violations,
            BooleanSupplier answers,
            LongSupplier answered,
            Consumer<String> out) {
        this.blows = blows;
        this.chance = chance;
        this.outages = outages;
        this.violations = violations;
        this.answers = answers;
        this.answered = answered;
        this.out = out;
    }

    int kills() {
        return kills;
    }

    /// How often what was struck.
    Map<String, Integer> struck() {
        return Map.copyOf(struck);
    }

    /// A calm, a blow or several, and the recovery.
    ///
    /// @return whether the cloud came back
    boolean round() {
        calm();
        boolean away = strike();
        while (chance.nextInt(AGAIN) == 0) {
            pause(chance.nextLong(QUICK_MILLIS));
            away |= strike();
        }
        return !away || back();
    }

    private boolean back() {
        long start = System.nanoTime();
        while (!answers.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                violations.add("the cloud is not back after " + PATIENCE.toMinutes() + " minutes");
                return false;
            }
            pause(20);
        }
        outages.end();
        var took = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
        out.accept(String.format(Locale.ROOT, "      back in %.1f s", took));
        return true;
    }

    private void calm() {
        long enough = answered.getAsLong() + chance.nextInt(MOST_ANSWERS);
        long start = System.nanoTime();
        while (answered.getAsLong() < enough && System.nanoTime() - start < LONGEST_CALM.toNanos()) pause(5);
    }

    /// @return whether the cloud may be away now
    private boolean strike() {
        var blow = choose();
        if (blow.outage()) outages.begin();
        try {
            if (blow.strike().strike()) {
                struck.merge(blow.name(), 1, Integer::sum);
                if (blow.kill()) kills++;
                out.accept((blow.kill() ? "kill -9 of " : "") + blow.name());
            }
        } catch (Exception e) {
            throw new IllegalStateException("the blow did not fall: " + blow.name(), e);
        }
        return blow.outage();
    }

    private Blow choose() {
        int at = chance.nextInt(blows.stream().mapToInt(Blow::weight).sum());
        for (var blow : blows) if ((at -= blow.weight()) < 0) return blow;
        throw new IllegalStateException("no blow");
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }
}
