package brume.base.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs each piece of work on a virtual thread of its own; one platform thread keeps the time.
public final class LiveScheduler implements Scheduler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveScheduler.class);
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Later> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicLong order = new AtomicLong();

    /// Work for later, done once, by whichever timer comes first.
    private record Later(long order, Instant when, String name, Runnable work) {}

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
        var later = new Later(order.getAndIncrement(), when, name, work);
        waiting.add(later);
        await(later);
    }

    private void await(Later later) {
        long nanos = Math.max(0, Duration.between(clock.instant(), later.when).toNanos());
        try {
            timer.schedule(
                    () -> {
                        if (waiting.remove(later)) run(later.name, later.work);
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            waiting.remove(later);
            LOG.debug("{} is not run any more: the scheduler is closed", later.name);
        }
    }

    /// The clock was turned forward: what waits, waits less.
    public void turned() {
        List.copyOf(waiting).forEach(this::await);
    }

    /// Starts nothing more. What runs goes on to its end.
    @Override
    public void close() {
        timer.shutdownNow();
        waiting.clear();
    }
}
