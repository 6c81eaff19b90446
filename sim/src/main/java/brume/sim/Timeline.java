package brume.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;

/// The one queue of events of a run, and its clock, which stands still but for what is waited for.
///
/// Whatever is to run now runs within two milliseconds, by chance: so everything overtakes everything.
final class Timeline {
    private static final int MOST_LATENCY_MICROS = 2000;

    /// Something that will happen to somebody.
    record Event(Instant when, long order, Party party, String name, Runnable work) {}

    private final PriorityQueue<Event> queue =
            new PriorityQueue<>(Comparator.comparing(Event::when).thenComparing(Event::order));
    private final Random random;
    private Instant now;
    private long order;

    Timeline(Instant start, Random random) {
        now = start;
        this.random = random;
    }

    Instant now() {
        return now;
    }

    /// Somebody new to whom things happen.
    Party party(String name) {
        return new Party(this, name);
    }

    void add(Party party, Instant when, String name, Runnable work) {
        if (party.dead()) return;
        var earliest = when.isBefore(now) ? now : when;
        var moment = earliest.plus(random.nextInt(MOST_LATENCY_MICROS), ChronoUnit.MICROS);
        queue.add(new Event(moment, order++, party, name, work));
    }

    void after(Party party, Duration wait, String name, Runnable work) {
        add(party, now.plus(wait), name, work);
    }

    /// Takes the next event, and turns the clock to its moment.
    Optional<Event> take() {
        for (var event = queue.poll(); event != null; event = queue.poll()) {
            if (event.party.dead()) continue;
            if (event.when.isAfter(now)) now = event.when;
            return Optional.of(event);
        }
        return Optional.empty();
    }

    /// When the next event is.
    Optional<Instant> next() {
        while (!queue.isEmpty() && queue.peek().party.dead()) queue.poll();
        return Optional.ofNullable(queue.peek()).map(Event::when);
    }
}
