package brume.base.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/// Runs one piece of work at a time on the thread that calls [#step], in the order of their times and then of their
/// arrival. Its clock stands still but for what is waited for: a run is the same each time.
public final class SteppedScheduler implements Scheduler {
    private record Entry(Instant when, long order, String name, Runnable work) {}

    private final PriorityQueue<Entry> queue =
            new PriorityQueue<>(Comparator.comparing(Entry::when).thenComparing(Entry::order));
    private Instant now;
    private long order;

    public SteppedScheduler(Instant start) {
        now = start;
    }

    @Override
    public synchronized InstantSource clock() {
        return this::now;
    }

    private synchronized Instant now() {
        return now;
    }

    @Override
    public void run(String name, Runnable work) {
        runAt(now(), name, work);
    }

    @Override
    public synchronized void runAt(Instant when, String name, Runnable work) {
        queue.add(new Entry(when.isBefore(now) ? now : when, order++, name, work));
    }

    /// Runs the next piece that is due now.
    ///
    /// @return its name; nothing when none is due
    public Optional<String> step() {
        Entry next;
        synchronized (this) {
            next = queue.peek();
            if (next == null || next.when.isAfter(now)) return Optional.empty();
            queue.remove();
        }
        next.work.run();
        return Optional.of(next.name);
    }

    /// When the next piece is due.
    public synchronized Optional<Instant> next() {
        return Optional.ofNullable(queue.peek()).map(Entry::when);
    }

    /// Turns the clock forward; what has become due waits for [#step].
    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }
}
