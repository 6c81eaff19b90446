package brume.app;

import brume.base.loop.LiveScheduler;
import brume.base.loop.Scheduler;
import brume.cloud.hosts.Hosts;
import brume.contract.Answer;
import brume.contract.ControlLink;
import brume.contract.HostHello;
import brume.contract.HostId;
import brume.contract.HostLink;
import brume.contract.HostReport;
import brume.contract.HostWelcome;
import brume.contract.LinkFault;
import brume.contract.Orders;
import brume.contract.Question;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/// The line between the control and one simulated host, which can be cut and made slow: the host's side of it, and by
/// [#towards] the control's.
///
/// A slow line holds up what runs on threads of its own; where one thread steps all, orders come later and the rest
/// comes at once.
public final class SimulatedLine implements ControlLink {
    private volatile Hosts control;
    private final Scheduler scheduler;
    private volatile boolean cut;
    private volatile Duration delay = Duration.ZERO;
    private volatile Optional<HostLink> known = Optional.empty();

    SimulatedLine(Hosts control, Scheduler scheduler) {
        this.control = control;
        this.scheduler = scheduler;
    }

    /// Nothing passes any more; the control hears that the line is down.
    void cut(HostId host) {
        cut = true;
        known.ifPresent(link -> control.lost(host, link));
    }

    /// It leads to another control from now on. The host has yet to greet.
    void lead(Hosts control) {
        this.control = control;
    }

    /// What is sent passes again. The host has yet to greet.
    void mend() {
        cut = false;
    }

    /// How long each word is on its way.
    void slow(Duration delay) {
        this.delay = delay;
    }

    boolean isCut() {
        return cut;
    }

    Duration delay() {
        return delay;
    }

    HostLink towards(HostLink agent) {
        return new Towards(agent);
    }

    private void pass() {
        if (cut) throw new LinkFault("the line is cut");
        if (scheduler instanceof LiveScheduler) LockSupport.parkNanos(delay.toNanos());
        if (cut) throw new LinkFault("the line was cut");
    }

    @Override
    public HostWelcome hello(HostHello hello, HostLink link) {
        pass();
        known = Optional.of(link);
        return control.hello(hello, link);
    }

    @Override
    public void report(HostReport report) {
        pass();
        control.report(report);
    }

    @Override
    public InputStream image(UUID image) {
        pass();
        return control.image(image);
    }

    private final class Towards implements HostLink {
        private final HostLink agent;

        Towards(HostLink agent) {
            this.agent = agent;
        }

        @Override
        public void order(Orders orders) {
            pass();
            if (scheduler instanceof LiveScheduler || delay.isZero()) {
                agent.order(orders);
                return;
            }
            scheduler.runAt(scheduler.clock().instant().plus(delay), "slow orders", () -> {
                if (!cut) agent.order(orders);
            });
        }

        @Override
        public Answer ask(Question question, Duration deadline) {
            if (delay.compareTo(deadline) > 0) throw new LinkFault("no answer in time");
            pass();
            return agent.ask(question, deadline);
        }

        /// The agent lives on: it may come by another line.
        @Override
        public void close() {}
    }
}
