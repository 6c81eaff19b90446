package brume.base.loop;

import java.time.Instant;
import java.time.InstantSource;

/// Where and when work runs: on virtual threads by the real clock ([LiveScheduler]), or one piece after another on
/// the caller's thread by a clock that is turned by hand ([SteppedScheduler], and the simulator's own).
public interface Scheduler {
    /// The clock by which this scheduler goes.
    InstantSource clock();

    /// Runs `work` as soon as possible.
    void run(String name, Runnable work);

    /// Runs `work` not before `when`.
    void runAt(Instant when, String name, Runnable work);
}
