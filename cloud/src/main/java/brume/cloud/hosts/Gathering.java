package brume.cloud.hosts;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// Has what many bring at once done together: whoever gets a worker's place takes along what others have brought
/// meanwhile. So a thousand hosts that speak at the same time cost few transactions, and never take the database from
/// everybody else; one that speaks alone waits for nobody.
///
/// @param <T> what is brought
/// @param <R> what comes of it
final class Gathering<T, R> {
    private record Brought<T, R>(T what, CompletableFuture<R> outcome) {}

    private final Semaphore writers;
    private final int most;
    private final Function<List<T>, List<R>> write;
    private final Queue<Brought<T, R>> waiting = new ConcurrentLinkedQueue<>();

    /// @param writers how many write at once
    /// @param most    how much is written together
    /// @param write   one outcome for each, in their order; all or nothing
    Gathering(int writers, int most, Function<List<T>, List<R>> write) {
        this.writers = new Semaphore(writers, true);
        this.most = most;
        this.write = write;
    }

    /// Returns when it is written. What fails among others is tried again alone, so that nobody fails for another.
    R put(T what) {
        var own = new Brought<T, R>(what, new CompletableFuture<>());
        waiting.add(own);
        writers.acquireUninterruptibly();
        try {
            // Those who were woken together with this one bring theirs first.
            Thread.yield();
            // Everyone takes once, after having brought one: nothing stays behind.
            write(take());
        } finally {
            writers.release();
        }
        try {
            return own.outcome.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    private List<Brought<T, R>> take() {
        var some = new ArrayList<Brought<T, R>>();
        while (some.size() < most) {
            var next = waiting.poll();
            if (next == null) break;
            some.add(next);
        }
        return some;
    }

    private void write(List<Brought<T, R>> some) {
        if (some.isEmpty()) return;
        try {
            var outcomes = write.apply(some.stream().map(Brought::what).toList());
            for (int i = 0; i < some.size(); i++) some.get(i).outcome.complete(outcomes.get(i));
        } catch (RuntimeException | Error e) {
            if (some.size() == 1) some.getFirst().outcome.completeExceptionally(e);
            else some.forEach(each -> write(List.of(each)));
        }
    }
}
