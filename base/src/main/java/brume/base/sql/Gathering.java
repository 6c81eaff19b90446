package brume.base.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// Answers many who ask for one thing each by one question. Who comes while enough questions are under way waits for
/// the next one, together with all who wait by then; who comes alone is answered at once, on its own thread. Each
/// answer is as new as an own question's: its question begins after it was asked for.
public final class Gathering<K, V> {
    private final ConcurrentLinkedQueue<Asked<K, V>> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore questions;
    private final int most;
    private final Function<List<K>, Map<K, V>> question;

    private record Asked<K, V>(K key, CompletableFuture<Optional<V>> answer) {}

    /// @param questions how many are under way at once
    /// @param most      keys in one question
    /// @param question  finds what there is; keys may come twice. What it throws is thrown to all who wait for it
    public Gathering(int questions, int most, Function<List<K>, Map<K, V>> question) {
        this.questions = new Semaphore(questions);
        this.most = most;
        this.question = question;
    }

    /// What there is under `key`.
    public Optional<V> ask(K key) {
        var asked = new Asked<>(key, new CompletableFuture<Optional<V>>());
        waiting.add(asked);
        next();
        try {
            return asked.answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    /// Asks for those who wait, if a question is free. Those who came meanwhile are somebody else's to ask for: nobody
    /// is held up by later ones.
    private void next() {
        if (!questions.tryAcquire()) return;
        try {
            answer();
        } finally {
            questions.release();
        }
        if (!waiting.isEmpty()) Thread.ofVirtual().name("gathering").start(this::next);
    }

    /// How many wait for a question.
    int waiting() {
        return waiting.size();
    }

    private void answer() {
        var batch = new ArrayList<Asked<K, V>>();
        while (batch.size() < most && waiting.poll() instanceof Asked<K, V> asked) batch.add(asked);
        if (batch.isEmpty()) return;
        try {
            var found = question.apply(batch.stream().map(Asked::key).toList());
            for (var asked : batch) asked.answer.complete(Optional.ofNullable(found.get(asked.key)));
        } catch (RuntimeException | Error e) {
            for (var asked : batch) asked.answer.completeExceptionally(e);
        }
    }
}
