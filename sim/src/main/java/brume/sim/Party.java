package brume.sim;

import brume.base.loop.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// One life of somebody in the simulation: a controller from its start to its death, an agent likewise, the tenants.
/// It has a clock of its own, which may be wrong.
final class Party implements Scheduler {
    private final Timeline timeline;
    private final String name;
    private Duration skew = Duration.ZERO;
    private Duration slowness = Duration.ZERO;
    private boolean dead;

    Party(Timeline timeline, String name) {
        this.timeline = timeline;
        this.name = name;
    }

    String name() {
        return name;
    }

    boolean dead() {
        return dead;
    }

    /// Nothing that was to happen to it will.
    void die() {
        dead = true;
    }

    Duration skew() {
        return skew;
    }

    /// How far its clock is ahead of time.
    void skew(Duration skew) {
        this.skew = skew;
    }

    /// Whatever it does takes so much longer.
    void slow(Duration slowness) {
        this.slowness = slowness;
    }

    @Override
    public InstantSource clock() {
        return () -> timeline.now().plus(skew);
    }

    @Override
    public void run(String what, Runnable work) {
        timeline.add(this, timeline.now().plus(slowness), what, work);
    }

    @Override
    public void runAt(Instant when, String what, Runnable work) {
        timeline.add(this, when.minus(skew), what, work);
    }
}
