package brume.cloud.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.fault.CloudFault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DoorkeeperTest {
    private static final UUID USER = new UUID(1, 1);
    private static final String HERE = "192.0.2.1";
    private static final String ELSEWHERE = "192.0.2.2";
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Doorkeeper doorkeeper = new Doorkeeper(() -> now);

    private boolean attempt(UUID subject, String source, boolean right) {
        return doorkeeper
                .attempt(subject, source, () -> right ? Optional.of("in") : Optional.empty())
                .isPresent();
    }

    /// Seconds that are to be waited for; nothing when the attempt was looked at.
    private long wait(UUID subject, String source, boolean right) {
        try {
            attempt(subject, source, right);
            return 0;
        } catch (CloudFault.RateLimited e) {
            return e.retryAfter().toSeconds();
        }
    }

    private void pass(long seconds) {
        now = now.plusSeconds(seconds);
    }

    @Test
    void waitsGrowWithEachFailure() {
        for (int i = 0; i < 5; i++) assertThat(wait(USER, HERE, false)).isZero();
        for (long expected : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(wait(USER, HERE, false)).isEqualTo(expected);
            pass(expected);
            assertThat(wait(USER, HERE, false)).isZero();
        }
    }

    @Test
    void askingDuringAWaitDoesNotMakeItLongerAndNothingIsLookedAt() {
        for (int i = 0; i < 8; i++) {
            wait(USER, HERE, false);
            pass(wait(USER, HERE, false));
        }
        wait(USER, HERE, false);
        long left = wait(USER, HERE, false);
        assertThat(left).isPositive();
        for (int i = 0; i < 100; i++) assertThat(wait(USER, HERE, true)).isEqualTo(left);
        pass(left);
        assertThat(attempt(USER, HERE, true)).isTrue();
        assertThat(wait(USER, HERE, false)).as("all is forgiven").isZero();
    }

    @Test
    void theUserLogsInFromElsewhereMeanwhile() {
        for (int i = 0; i < 1000; i++) wait(USER, HERE, false);
        assertThat(wait(USER, HERE, true)).isPositive();
        assertThat(attempt(USER, ELSEWHERE, true)).isTrue();
    }

    @Test
    void aNetworkOfIpv6IsOneSource() {
        for (int i = 0; i < 5; i++)
            assertThat(wait(USER, "2001:db8::" + i, false)).isZero();
        assertThat(wait(USER, "2001:db8::ffff", true)).isPositive();
        assertThat(attempt(USER, "2001:db8:0:1::1", true)).isTrue();
    }

    @Test
    void whoTriesManyUsersWaitsAtTheSourceAndWhoIsKnownThereDoesNot() {
        var known = new UUID(2, 2);
        assertThat(attempt(known, HERE, true)).isTrue();
        for (int i = 0; i < 50; i++)
            assertThat(wait(new UUID(3, i), HERE, false)).isZero();
        assertThat(wait(new UUID(3, 100), HERE, false)).isEqualTo(1);
        assertThat(attempt(known, HERE, true)).isTrue();
        assertThat(attempt(new UUID(3, 100), ELSEWHERE, true)).isTrue();
        for (int i = 0; i < 20; i++) {
            pass(wait(new UUID(4, i), HERE, false));
            assertThat(wait(new UUID(4, i), HERE, false)).isLessThanOrEqualTo(30);
        }
    }

    @Test
    void aSuccessOfOnesOwnForgivesNoGuessesAtOthers() {
        for (int i = 0; i < 50; i++) {
            attempt(new UUID(2, 2), HERE, true);
            assertThat(wait(new UUID(3, i), HERE, false)).isZero();
        }
        assertThat(wait(new UUID(3, 100), HERE, false)).isPositive();
    }

    @Test
    void aUserThatIsTriedFromManySourcesIsHeldForAllWhoAreNotKnown() {
        assertThat(attempt(USER, HERE, true)).isTrue();
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 5; j++)
                assertThat(wait(USER, "198.51.100." + i, false)).isZero();
        }
        assertThat(wait(USER, "198.51.100.200", false)).isEqualTo(1);
        assertThat(attempt(USER, HERE, true)).as("from where the user is known").isTrue();
        for (int i = 11; i < 40; i++) {
            pass(wait(USER, "198.51.100." + i, false));
            assertThat(wait(USER, "198.51.100." + i, false)).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void failuresAreForgottenAfterAWhile() {
        for (int i = 0; i < 5; i++) wait(USER, HERE, false);
        pass(Duration.ofMinutes(16).toSeconds());
        for (int i = 0; i < 5; i++) assertThat(wait(USER, HERE, false)).isZero();
        assertThat(wait(USER, HERE, false)).isPositive();
    }

    @Test
    void anAttemptThatCouldNotBeLookedAtCountsForNothing() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> doorkeeper.attempt(USER, HERE, () -> {
                        throw new IllegalStateException("no database");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(attempt(USER, HERE, true)).isTrue();
    }

    @Test
    void hundredsAtOnceAreLookedAtNoMoreThanOneAfterTheOther() throws Exception {
        var looked = new AtomicInteger();
        assertThat(together(
                        300,
                        () -> doorkeeper.attempt(USER, HERE, () -> {
                            looked.incrementAndGet();
                            return Optional.empty();
                        })))
                .as("held")
                .isEqualTo(295);
        assertThat(looked).hasValue(5);
    }

    @Test
    void hundredsOfRightOnesAtOnceAllGetIn() throws Exception {
        assertThat(together(300, () -> doorkeeper.attempt(USER, HERE, () -> Optional.of("in"))))
                .as("held")
                .isZero();
    }

    /// @return how many were held
    private static int together(int count, Runnable attempt) throws Exception {
        var held = new AtomicInteger();
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    try {
                        attempt.run();
                    } catch (CloudFault.RateLimited e) {
                        held.incrementAndGet();
                    }
                    return null;
                }));
            }
            start.countDown();
            for (var each : all) each.get();
        }
        return held.get();
    }

    @Test
    void memoryHasAnEnd() {
        var recent = new Recent<Integer, Boolean>(100, free -> free);
        for (int i = 0; i < 10_000; i++) recent.get(i, key -> true);
        assertThat(recent.size()).isEqualTo(100);
    }
}
