package brume.base.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class ReconcileLoopTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private final SteppedScheduler scheduler = new SteppedScheduler(START);
    private final List<String> calls = new ArrayList<>();

    private ReconcileLoop<String> loop(Reconciler<String> reconciler) {
        return new ReconcileLoop<>("test", scheduler, new Random(1), Backoff.DEFAULT, 4, reconciler);
    }

    private void drain() {
        while (scheduler.step().isPresent()) {
            // each step is one piece of work
        }
    }

    @Test
    void aWokenKeyIsLookedAtOnce() {
        var loop = loop(key -> {
            calls.add(key);
            return Next.SETTLED;
        });
        loop.wake("a");
        loop.wake("b");
        drain();
        assertThat(calls).containsExactly("a", "b");
    }

    @Test
    void whoeverWakesAKeyBeforeItIsLookedAtIsAnsweredByThatLook() {
        var loop = loop(key -> {
            calls.add(key);
            return Next.SETTLED;
        });
        loop.wake("a");
        loop.wake("a");
        drain();
        assertThat(calls).containsExactly("a");
    }

    @Test
    void aKeyThatIsWokenWhileItIsLookedAtIsLookedAtAgain() {
        var loops = new ArrayList<ReconcileLoop<String>>();
        loops.add(loop(key -> {
            calls.add(key);
            if (calls.size() == 1) loops.getFirst().wake(key);
            return Next.SETTLED;
        }));
        loops.getFirst().wake("a");
        drain();
        assertThat(calls).containsExactly("a", "a");
    }

    @Test
    void aFailureIsTriedAgainWithGrowingWaits() {
        var times = new ArrayList<Duration>();
        var loop = loop(key -> {
            times.add(Duration.between(START, scheduler.clock().instant()));
            if (times.size() < 4) throw new IllegalStateException("not yet");
            return Next.SETTLED;
        });
        loop.wake("a");
        for (int i = 0; i < 100; i++) {
            drain();
            scheduler.advance(Duration.ofMillis(50));
        }
        assertThat(times).hasSize(4);
        assertThat(times.get(3).minus(times.get(2))).isGreaterThan(times.get(2).minus(times.get(1)));
    }

    @Test
    void whatEndsByAnErrorIsLookedAtAgain() {
        var loop = loop(key -> {
            calls.add(key);
            if (calls.size() == 1) throw new StackOverflowError();
            return Next.SETTLED;
        });
        loop.wake("a");
        assertThatThrownBy(this::drain).isInstanceOf(StackOverflowError.class);
        scheduler.advance(Duration.ofMinutes(1));
        drain();
        assertThat(calls).containsExactly("a", "a");
    }

    @Test
    void aSweepThatEndsByAnErrorGoesOn() {
        var loop = loop(key -> {
            calls.add(key);
            return Next.SETTLED;
        });
        var looks = new AtomicInteger();
        loop.sweep(Duration.ofSeconds(5), (now, limit) -> {
            if (looks.incrementAndGet() == 1) throw new StackOverflowError();
            return List.of("a");
        });
        assertThatThrownBy(this::drain).isInstanceOf(StackOverflowError.class);
        scheduler.advance(Duration.ofSeconds(5));
        drain();
        assertThat(calls).containsExactly("a");
    }

    @Test
    void whatWasNotWokenIsFoundByTheSweep() {
        var due = new ArrayList<>(List.of("lost"));
        var loop = loop(key -> {
            calls.add(key);
            due.remove(key);
            return Next.SETTLED;
        });
        loop.sweep(Duration.ofSeconds(5), (now, limit) -> List.copyOf(due));
        drain();
        assertThat(calls).containsExactly("lost");
    }

    @Test
    void theSweepDoesNotCutWaitsShort() {
        var loop = loop(key -> {
            calls.add(key);
            throw new IllegalStateException("never");
        });
        loop.sweep(Duration.ofMillis(1), (now, limit) -> List.of("a"));
        for (int i = 0; i < 100; i++) {
            drain();
            scheduler.advance(Duration.ofMillis(1));
        }
        assertThat(calls).hasSize(1);
    }

    @Test
    void oneKeyNeverHasTwoWorkersAndNoWakeIsLost() throws Exception {
        try (var live = new LiveScheduler(InstantSource.system())) {
            var running = new ConcurrentHashMap<String, AtomicInteger>();
            var overlaps = new AtomicInteger();
            var looks = new AtomicInteger();
            var loop = new ReconcileLoop<String>("live", live, new Random(1), Backoff.DEFAULT, 8, key -> {
                var count = running.computeIfAbsent(key, k -> new AtomicInteger());
                if (count.incrementAndGet() > 1) overlaps.incrementAndGet();
                Thread.onSpinWait();
                looks.incrementAndGet();
                count.decrementAndGet();
                return Next.SETTLED;
            });
            var done = new CountDownLatch(8);
            for (int t = 0; t < 8; t++) {
                Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 500; i++) loop.wake("key" + i % 5);
                    done.countDown();
                });
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            int before = looks.get();
            loop.wake("key0");
            Awaitility.await().until(() -> looks.get() > before);
            assertThat(overlaps).hasValue(0);
        }
    }
}
