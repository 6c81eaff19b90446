package brume.base.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps calling a [Reconciler]: level-triggered (a wake-up says that, not what), one worker at a time for a key, many
/// keys at once, growing waits after failures. Lost wake-ups are found again by a sweep over what is due.
public final class ReconcileLoop<K> implements AutoCloseable {
    /// Keys that want attention by `now`, the oldest first: the index on `due_at`.
    @FunctionalInterface
    public interface Due<K> {
        List<K> due(Instant now, int limit);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ReconcileLoop.class);
    private static final int SWEEP_LIMIT = 500;

    private static final class State {
        boolean running;
        boolean woken;
        int failures;
        Instant notBefore = Instant.MIN;
        long timer;
    }

    private final String name;
    private final Scheduler scheduler;
    private final Reconciler<K> reconciler;
    private final Backoff backoff;
    private final RandomGenerator random;
    private final Semaphore workers;
    private final Map<K, State> states = new HashMap<>();
    private boolean closed;

    /// @param workers how many keys at once
    public ReconcileLoop(
            String name,
            Scheduler scheduler,
            RandomGenerator random,
            Backoff backoff,
            int workers,
            Reconciler<K> reconciler) {
        this.name = name;
        this.scheduler = scheduler;
        this.random = random;
        this.backoff = backoff;
        this.workers = new Semaphore(workers, true);
        this.reconciler = reconciler;
    }

    /// Looks for what is due now and then every `period`, until closed.
    public void sweep(Duration period, Due<K> source) {
        scheduler.run(name + "-sweep", () -> sweepOnce(period, source));
    }

    private void sweepOnce(Duration period, Due<K> source) {
        if (closed()) return;
        try {
            var due = source.due(scheduler.clock().instant(), SWEEP_LIMIT);
            due.forEach(this::find);
        } catch (RuntimeException e) {
            LOG.warn("{}: looking for what is due failed: {}", name, e.toString());
        } finally {
            // After an Error, too: nothing else would ever look again.
            scheduler.runAt(scheduler.clock().instant().plus(period), name + "-sweep", () -> sweepOnce(period, source));
        }
    }

    /// Says that `key` wants attention now; waits after failures are cut short.
    public void wake(K key) {
        synchronized (this) {
            if (closed) return;
            var state = states.computeIfAbsent(key, k -> new State());
            state.notBefore = Instant.MIN;
            if (state.running) {
                state.woken = true;
                return;
            }
            state.running = true;
            state.timer++;
        }
        start(key);
    }

    /// As [#wake], but a key that waits after a failure goes on waiting.
    private void find(K key) {
        synchronized (this) {
            var state = states.get(key);
            if (state != null && (state.running || scheduler.clock().instant().isBefore(state.notBefore))) return;
        }
        wake(key);
    }

    private void start(K key) {
        scheduler.run(name, () -> work(key));
    }

    private void work(K key) {
        Next next;
        boolean live = scheduler instanceof LiveScheduler;
        if (live) workers.acquireUninterruptibly();
        try {
            next = begin(key) ? attempt(key) : Next.SETTLED;
        } catch (Error e) {
            abandon(key);
            throw e;
        } finally {
            if (live) workers.release();
        }
        boolean again = false;
        synchronized (this) {
            var state = states.get(key);
            if (state.woken && !closed) {
                state.woken = false;
                again = true;
            } else {
                state.running = false;
                switch (next) {
                    case Next.Settled s -> states.remove(key);
                    case Next.After after -> later(key, state, after.delay());
                }
            }
        }
        if (again) start(key);
    }

    /// Whoever woke the key until here is answered by this attempt.
    private synchronized boolean begin(K key) {
        states.get(key).woken = false;
        return !closed;
    }

    private Next attempt(K key) {
        try {
            var next = reconciler.reconcile(key);
            failures(key, true);
            return next;
        } catch (RuntimeException e) {
            int failures = failures(key, false);
            var wait = backoff.wait(failures, random);
            LOG.warn("{} {}: attempt {} failed, again in {}: {}", name, key, failures, wait, e.toString());
            LOG.debug("{} {}", name, key, e);
            return Next.after(wait);
        }
    }

    /// Whoever was at the key is gone by an Error, and is not at it for ever.
    private synchronized void abandon(K key) {
        var state = states.get(key);
        state.woken = false;
        state.running = false;
        state.failures++;
        later(key, state, backoff.wait(state.failures, random));
    }

    private synchronized int failures(K key, boolean none) {
        var state = states.get(key);
        state.failures = none ? 0 : state.failures + 1;
        return state.failures;
    }

    private void later(K key, State state, Duration wait) {
        if (closed) return;
        var when = scheduler.clock().instant().plus(wait);
        state.notBefore = when;
        long timer = ++state.timer;
        scheduler.runAt(when, name, () -> rise(key, timer));
    }

    /// A timer has run down: unless the key was looked at since, it is woken.
    private void rise(K key, long timer) {
        synchronized (this) {
            var state = states.get(key);
            if (closed || state == null || state.running || state.timer != timer) return;
            state.running = true;
        }
        work(key);
    }

    private synchronized boolean closed() {
        return closed;
    }

    /// Starts nothing more; what runs goes on to its end.
    @Override
    public synchronized void close() {
        closed = true;
    }
}
