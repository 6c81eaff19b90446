package brume.base.sql;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class GatheringTest {
    private final ConcurrentLinkedQueue<List<Integer>> questions = new ConcurrentLinkedQueue<>();
    private final CountDownLatch first = new CountDownLatch(1);

    /// The first question waits until it is told to go on; odd numbers are not there.
    private Map<Integer, String> question(List<Integer> keys) {
        questions.add(keys);
        if (questions.size() == 1) awaitGo();
        if (keys.contains(13)) throw new IllegalStateException("unlucky");
        return keys.stream().filter(k -> k % 2 == 0).distinct().collect(toMap(identity(), k -> "number " + k));
    }

    private void awaitGo() {
        try {
            first.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void thoseWhoWaitTogetherAreAnsweredTogetherAndEachByItsOwn() throws Exception {
        var gathering = new Gathering<>(1, 4, this::question);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var early = threads.submit(() -> gathering.ask(100));
            await().until(() -> questions.size() == 1);
            var late = new ArrayList<Future<Optional<String>>>();
            for (int i = 0; i < 9; i++) {
                int key = i;
                late.add(threads.submit((Callable<Optional<String>>) () -> gathering.ask(key)));
                await().until(() -> gathering.waiting() == key + 1);
            }
            first.countDown();
            assertThat(early.get()).contains("number 100");
            for (int i = 0; i < 9; i++) {
                assertThat(late.get(i).get()).isEqualTo(i % 2 == 0 ? Optional.of("number " + i) : Optional.empty());
            }
        }
        assertThat(questions).extracting(List::size).containsExactly(1, 4, 4, 1);
    }

    @Test
    void aQuestionThatFailsFailsForAllWhoWaitForItAndForNobodyElse() {
        first.countDown();
        var gathering = new Gathering<>(1, 4, this::question);
        assertThatThrownBy(() -> gathering.ask(13)).hasMessage("unlucky");
        assertThat(gathering.ask(14)).contains("number 14");
    }
}
