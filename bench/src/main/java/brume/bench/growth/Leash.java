package brume.bench.growth;

import brume.contract.Answer;
import brume.contract.HostLink;
import brume.contract.LinkFault;
import brume.contract.Orders;
import brume.contract.Question;
import java.time.Duration;

/// The control's end of the line to one agent. It can be let go of, so that the memory of the hosts and that of the
/// control are told apart.
final class Leash implements HostLink {
    private volatile HostLink agent;

    Leash(HostLink agent) {
        this.agent = agent;
    }

    void letGo() {
        agent = null;
    }

    private HostLink agent() {
        var here = agent;
        if (here == null) throw new LinkFault("the host is gone");
        return here;
    }

    @Override
    public void order(Orders orders) {
        agent().order(orders);
    }

    @Override
    public Answer ask(Question question, Duration deadline) {
        return agent().ask(question, deadline);
    }

    /// The agent lives on.
    @Override
    public void close() {}
}
