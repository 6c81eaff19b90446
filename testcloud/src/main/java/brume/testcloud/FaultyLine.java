package brume.testcloud;

import brume.base.loop.Scheduler;
import brume.contract.Answer;
import brume.contract.HostLink;
import brume.contract.LinkFault;
import brume.contract.Orders;
import brume.contract.Question;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// A line that loses, doubles and delays orders, as the lines between machines do.
///
/// @param lost    how many of a hundred orders never arrive, with an error for the sender
/// @param silent  how many of a hundred orders arrive although the sender is told that they did not
/// @param doubled how many of a hundred orders arrive a second time, later
public record FaultyLine(HostLink link, Scheduler scheduler, RandomGenerator random, int lost, int silent, int doubled)
        implements HostLink {
    private static final int MAX_DELAY_MILLIS = 3000;

    @Override
    public void order(Orders orders) {
        int chance = random.nextInt(100);
        if (chance < lost) throw new LinkFault("the line is cut");
        link.order(orders);
        if (chance < lost + silent) throw new LinkFault("the line was cut before the answer");
        if (chance < lost + silent + doubled) {
            var later = scheduler.clock().instant().plus(Duration.ofMillis(random.nextInt(MAX_DELAY_MILLIS)));
            scheduler.runAt(later, "late orders", () -> link.order(orders));
        }
    }

    @Override
    public Answer ask(Question question, Duration deadline) {
        if (random.nextInt(100) < lost) throw new LinkFault("the line is cut");
        return link.ask(question, deadline);
    }

    @Override
    public void close() {
        link.close();
    }
}
