package brume.app.demo;

import java.util.SplittableRandom;

/// Everything deleted again, in an order that is allowed and otherwise random.
final class Farewell {
    private final Journey journey;

    Farewell(Journey journey) {
        this.journey = journey;
    }

    void go(long seed) {
        for (var thing : journey.made().order(new SplittableRandom(seed))) {
            journey.road().step("delete " + thing.name().replace('_', ' '), () -> {
                journey.made().delete(thing);
                return "";
            });
        }
    }

    /// After a failure: deletes what can be deleted, and says what could not.
    void sweep(long seed) {
        for (var thing : journey.made().order(new SplittableRandom(seed))) {
            try {
                journey.made().delete(thing);
            } catch (RuntimeException e) {
                journey.road().say("      left behind: " + thing.name() + ": " + e.getMessage());
            }
        }
    }
}
