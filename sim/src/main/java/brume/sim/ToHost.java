package brume.sim;

import brume.contract.Answer;
import brume.contract.HostLink;
import brume.contract.LinkFault;
import brume.contract.Order;
import brume.contract.Orders;
import brume.contract.Question;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the controller says to an agent, over a line that loses, doubles and delays; the agent may die of it.
final class ToHost implements HostLink {
    private static final int LATEST_MILLIS = 20_000;
    private final World world;
    private final Machine machine;
    private final Party agent;
    private final HostLink link;

    ToHost(World world, Machine machine, Party agent, HostLink link) {
        this.world = world;
        this.machine = machine;
        this.agent = agent;
        this.link = link;
    }

    private void open() {
        if (agent.dead()) throw new LinkFault("nobody hears");
        if (machine.cut()) throw new LinkFault("the line is cut");
    }

    private boolean strike(Fault fault) {
        return world.faults().strike(fault, machine.name());
    }

    @Override
    public void order(Orders orders) {
        open();
        if (strike(Fault.ORDER_LOST)) throw new LinkFault("the orders are lost");
        if (strike(Fault.ORDER_LATE)) {
            later(orders);
            throw new LinkFault("the orders are late");
        }
        if (strike(Fault.AGENT_DIES_BEFORE_ORDER)) die();
        deliver(orders);
        if (strike(Fault.AGENT_DIES_AFTER_ORDER)) die();
        if (strike(Fault.ORDER_DOUBLED)) later(orders);
        if (strike(Fault.ORDER_ANSWER_LOST)) throw new LinkFault("the answer is lost");
    }

    private void die() {
        machine.die(Optional.empty());
        throw new LinkFault("the agent died");
    }

    private void later(Orders orders) {
        var wait = Duration.ofMillis(world.faults().dice().nextInt(LATEST_MILLIS));
        world.timeline().after(agent, wait, "late orders", () -> {
            try {
                deliver(orders);
            } catch (LinkFault e) {
                world.trace().line("  refused: " + e.getMessage());
            }
        });
    }

    private void deliver(Orders orders) {
        world.trace().line("  < orders to " + machine.name() + words(orders));
        link.order(orders);
    }

    private static String words(Orders orders) {
        return orders.orders().stream()
                .map(order -> switch (order) {
                            case Order.Hold hold -> " hold ";
                            case Order.Remove remove -> " remove ";
                        }
                        + order.key().kind() + " " + ToControl.tail(order.key().id()) + " " + order.generation())
                .collect(Collectors.joining());
    }

    @Override
    public Answer ask(Question question, Duration deadline) {
        open();
        if (strike(Fault.ORDER_LOST)) throw new LinkFault("the question is lost");
        return link.ask(question, deadline);
    }

    /// The line ends; the agent does not.
    @Override
    public void close() {
        world.trace().line("  line to " + machine.name() + " is closed");
    }
}
