package brume.cloud.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class GatheringTest {
    private static final int SPEAKERS = 200;

    private static <T> List<Future<T>> all(List<Callable<T>> work) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(work);
        }
    }

    @Test
    void whatComesWhileOneWritesIsWrittenTogether() throws Exception {
        var sizes = new ConcurrentLinkedQueue<Integer>();
        var first = new CountDownLatch(SPEAKERS);
        var gathering = new Gathering<Integer, String>(1, 64, some -> {
            await(first);
            sizes.add(some.size());
            return some.stream().map(number -> "got " + number).toList();
        });
        var work = new ArrayList<Callable<String>>();
        for (int i = 0; i < SPEAKERS; i++) {
            int number = i;
            work.add(() -> {
                first.countDown();
                return gathering.put(number);
            });
        }
        var answers = all(work);
        for (int i = 0; i < SPEAKERS; i++) assertThat(answers.get(i).get()).isEqualTo("got " + i);
        assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(SPEAKERS);
        assertThat(sizes).allMatch(size -> size <= 64).hasSizeLessThan(SPEAKERS);
    }

    @Test
    void nobodyFailsForAnother() throws Exception {
        var gathering = new Gathering<Integer, Integer>(2, 64, some -> {
            if (some.contains(7)) throw new IllegalStateException("seven");
            return some;
        });
        var work = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < SPEAKERS; i++) {
            int number = i;
            work.add(() -> gathering.put(number));
        }
        var answers = all(work);
        for (int i = 0; i < SPEAKERS; i++) {
            var answer = answers.get(i);
            if (i != 7) assertThat(answer.get()).isEqualTo(i);
            else
                assertThatThrownBy(answer::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseMessage("seven");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
