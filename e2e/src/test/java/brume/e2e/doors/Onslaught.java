package brume.e2e.doors;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Sends attacks over a few connections at once, judges and counts.
final class Onslaught {
    private static final int SENDERS = 3;
    private static final int SHOWN = 40;
    private static final long SECOND = 1_000_000_000L;
    private static final int TRIES = 5;

    private final URI api;
    private final String token;
    private final List<String> wrongs = new ArrayList<>();
    private final Map<Evil, Map<Integer, Integer>> statuses = new EnumMap<>(Evil.class);
    private final Map<Evil, Long> slowest = new EnumMap<>(Evil.class);
    private final List<Attack> slow = new ArrayList<>();
    private long[] nanos = new long[1 << 10];
    private int sent;
    private int left;

    Onslaught(URI api, String token) {
        this.api = api;
        this.token = token;
    }

    /// Returns when all are answered, or too many answers were wrong.
    ///
    /// @param most how many are sent at most, of those that are bad
    void all(List<Attack.Draft> drafts, int most) throws InterruptedException {
        var rest = drafts.iterator();
        left = most;
        var senders = new ArrayList<Thread>();
        for (int i = 0; i < SENDERS; i++)
            senders.add(Thread.ofPlatform().start(() -> {
                try (var wire = new Raw(api)) {
                    for (var draft = next(rest); draft.isPresent(); draft = next(rest)) {
                        var attack = draft.get().made().get();
                        if (attack.isPresent() && mine()) send(wire, attack.get());
                    }
                }
            }));
        for (var sender : senders) sender.join();
        for (var attack : List.copyOf(slow)) again(attack);
    }

    private synchronized boolean mine() {
        return left-- > 0;
    }

    /// The machine may have had other work. What is slow each time, with nobody else asking, is wrong.
    private void again(Attack attack) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && least > SECOND; i++)
            try (var wire = new Raw(api)) {
                if (attack.outcome() == Attack.Outcome.CUT_OFF) {
                    wire.send(attack.bytes(token));
                    wire.finish();
                    wire.rest();
                } else wire.exchange(attack.bytes(token), attack.method().equals("HEAD"));
                least = Math.min(least, wire.sinceSent());
            } catch (IOException e) {
                // What came of it was judged when it was sent first.
            }
        if (least > SECOND) wrongs.add(attack + ": answered after more than a second, " + TRIES + " times");
    }

    private synchronized Optional<Attack.Draft> next(Iterator<Attack.Draft> rest) {
        return rest.hasNext() && left > 0 && wrongs.size() < SHOWN ? Optional.of(rest.next()) : Optional.empty();
    }

    private void send(Raw wire, Attack attack) {
        try {
            if (attack.outcome() == Attack.Outcome.CUT_OFF) {
                try (var own = new Raw(api)) {
                    try {
                        own.send(attack.bytes(token));
                        own.finish();
                    } catch (IOException e) {
                        // It was cut off before its end; what was said of it is there all the same.
                    }
                    var answers = own.rest();
                    count(
                            attack,
                            answers.isEmpty() ? Raw.Answer.NONE : answers.getLast(),
                            own.sinceSent(),
                            Forms.wrong(attack, answers));
                }
                return;
            }
            var before = wire.unasked();
            var answer = wire.exchange(attack.bytes(token), attack.method().equals("HEAD"));
            var wrong = before.map(text -> "before it came what nobody asked for: " + text);
            count(attack, answer, wire.sinceSent(), wrong.or(() -> Forms.wrong(attack, answer)));
        } catch (IOException e) {
            count(attack, Raw.Answer.NONE, wire.sinceSent(), Optional.of(e.toString()));
        }
    }

    private synchronized void count(Attack attack, Raw.Answer answer, long took, Optional<String> wrong) {
        if (sent == nanos.length) nanos = Arrays.copyOf(nanos, 2 * sent);
        nanos[sent++] = took;
        statuses.computeIfAbsent(attack.evil(), evil -> new TreeMap<>()).merge(answer.status(), 1, Integer::sum);
        slowest.merge(attack.evil(), took, Math::max);
        if (took > SECOND && slow.size() < SHOWN) slow.add(attack);
        wrong.ifPresent(what -> wrongs.add(attack + ": " + what + ": " + answer.status() + " "
                + answer.body().substring(0, Math.min(200, answer.body().length()))));
    }

    int sent() {
        return sent;
    }

    /// Each attack whose answer was not as it should be, with the answer.
    List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    /// The record of the run, as a table of Markdown.
    String told() {
        var table = new StringBuilder("| evil | requests | answers | slowest, ms |\n|---|---|---|---|\n");
        statuses.forEach((evil, codes) -> table.append("| ")
                .append(evil)
                .append(" | ")
                .append(codes.values().stream().mapToInt(n -> n).sum())
                .append(" | ")
                .append(codes.toString(), 1, codes.toString().length() - 1)
                .append(" | ")
                .append(slowest.get(evil) / 1_000_000)
                .append(" |\n"));
        var times = Arrays.copyOf(nanos, sent);
        Arrays.sort(times);
        table.append(sent).append(" requests");
        if (sent > 0)
            table.append("; median ")
                    .append(times[sent / 2] / 1_000_000.0)
                    .append(" ms, of 1,000 one took more than ")
                    .append(times[(int) (sent * 0.999)] / 1_000_000.0)
                    .append(" ms, slowest ")
                    .append(times[sent - 1] / 1_000_000.0)
                    .append(" ms; over a second: ")
                    .append(slow.size());
        slow.forEach(each -> table.append("\n  ").append(each));
        return table.toString();
    }
}
