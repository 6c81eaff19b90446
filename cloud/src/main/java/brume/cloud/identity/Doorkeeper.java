package brume.cloud.identity;

import brume.base.fault.CloudFault;
import brume.base.net.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Makes those wait who guess secrets, longer with each guess. What it knows is in memory alone.
///
/// It counts failures three times. Who guesses at one subject (a user, an application credential) from one source is
/// held there alone: the same user logs in from elsewhere meanwhile. Who tries many subjects from one source is held
/// at that source, and a subject that is tried from many sources is held for all of them; but a subject that has shown
/// its secret from a source is known there, and neither of those two holds it.
///
/// Guesses made at the same time count as failed until they are found right, so that no more of them are answered than
/// one after the other.
final class Doorkeeper {
    /// How many failures are free, and how long is waited for after the next ones: a second first, then twice as long.
    private record Patience(int free, Duration most) {
        Duration after(int failures) {
            int over = failures - free;
            if (over < 0) return Duration.ZERO;
            var wait = Duration.ofSeconds(1L << Math.min(over, 20));
            return wait.compareTo(most) < 0 ? wait : most;
        }
    }

    private static final Patience OF_PAIR = new Patience(5, Duration.ofMinutes(1));
    private static final Patience OF_SOURCE = new Patience(50, Duration.ofSeconds(30));
    private static final Patience OF_SUBJECT = new Patience(50, Duration.ofSeconds(10));
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);
    private static final int MOST = 20_000;
    private final InstantSource clock;
    private final Recent<Pair, Tally> pairs = new Recent<>(MOST, Tally::idle);
    private final Recent<String, Tally> sources = new Recent<>(MOST, Tally::idle);
    private final Recent<UUID, Tally> subjects = new Recent<>(MOST, Tally::idle);

    private record Pair(UUID subject, String source) {}

    private static final class Tally {
        private final Patience patience;
        private int failures;
        private int asking;
        private Instant last = Instant.MIN;
        private boolean known;

        Tally(Patience patience) {
            this.patience = patience;
        }

        boolean idle() {
            return asking == 0;
        }

        Tally at(Instant now) {
            if (failures > 0 && now.isAfter(last.plus(FORGOTTEN))) failures = 0;
            return this;
        }

        Duration left(Instant now) {
            if (failures < patience.free) return Duration.ZERO;
            return Duration.between(now, last.plus(patience.after(failures)));
        }

        /// Whether one more may be tried, without knowing how those will end that are being tried.
        boolean room() {
            return asking == 0 || failures + asking < patience.free;
        }

        void failed(Instant now) {
            failures++;
            last = now;
        }
    }

    Doorkeeper(InstantSource clock) {
        this.clock = clock;
    }

    /// Looks at a proof, if its bearer does not have to wait.
    ///
    /// @param subject whose secret it is, or is said to be
    /// @param source  the client's address
    /// @param proof   answers with what the secret opens, and with nothing when it is wrong
    /// @throws CloudFault.RateLimited when the bearer has to wait; the proof was not looked at
    <T> Optional<T> attempt(UUID subject, String source, Supplier<Optional<T>> proof) {
        var pair = new Pair(subject, Source.counted(source));
        var counted = begin(pair);
        var found = Optional.<T>empty();
        boolean answered = false;
        try {
            found = proof.get();
            answered = true;
        } finally {
            end(counted, answered, found.isPresent());
        }
        return found;
    }

    /// @return what the attempt counts in; the pair's is the first
    private synchronized List<Tally> begin(Pair pair) {
        while (true) {
            var now = clock.instant();
            var counted = tallies(pair).map(tally -> tally.at(now)).toList();
            var wait = counted.stream()
                    .map(tally -> tally.left(now))
                    .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
            if (wait.isPositive()) {
                long seconds = wait.plusNanos(999_999_999).toSeconds();
                throw new CloudFault.RateLimited(
                        "Too many failed logins. Try again in " + seconds + " seconds.", Duration.ofSeconds(seconds));
            }
            if (counted.stream().allMatch(Tally::room)) {
                counted.forEach(tally -> tally.asking++);
                return counted;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CloudFault.Unavailable("the cloud is going down");
            }
        }
    }

    private Stream<Tally> tallies(Pair pair) {
        var own = pairs.get(pair, key -> new Tally(OF_PAIR));
        if (own.known) return Stream.of(own);
        return Stream.of(
                own,
                sources.get(pair.source, key -> new Tally(OF_SOURCE)),
                subjects.get(pair.subject, key -> new Tally(OF_SUBJECT)));
    }

    private synchronized void end(List<Tally> counted, boolean answered, boolean right) {
        notifyAll();
        counted.forEach(tally -> tally.asking--);
        if (!answered) return;
        var now = clock.instant();
        var own = counted.getFirst();
        if (right) {
            own.failures = 0;
            own.known = true;
            return;
        }
        own.failed(now);
        // A single source does not hold a subject for the others: its free failures are all that it adds.
        boolean free = own.failures <= OF_PAIR.free;
        counted.stream()
                .skip(1)
                .filter(tally -> free || tally.patience != OF_SUBJECT)
                .forEach(tally -> tally.failed(now));
    }
}
