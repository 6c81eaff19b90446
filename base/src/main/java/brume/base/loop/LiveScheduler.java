package brume.base.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs each piece of work on a virtual thread of its own; one platform thread keeps the time.
public final class LiveScheduler implements Scheduler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveScheduler.class);
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor timer;

    public LiveScheduler(InstantSource clock) {
        this.clock = clock;
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("timer").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public void run(String name, Runnable work) {
        if (timer.isShutdown()) return;
        Thread.ofVirtual().name(name).start(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("{} failed", name, e);
            }
        });
    }

    @Override
    public void runAt(Instant when, String name, Runnable work) {
        long nanos = Math.max(0, Duration.between(clock.instant(), when).toNanos());
        try {
            timer.schedule(() -> run(name, work), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{} is not run any more: the scheduler is closed", name);
        }
    }

    /// Starts nothing more. What runs goes on to its end.
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
