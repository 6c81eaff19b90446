package brume.sim;

import brume.base.sql.Sql;
import brume.contract.ControlLink;
import brume.contract.HostLink;
import brume.host.hypervisor.Hypervisor;
import brume.host.network.HostNetwork;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Where the parts of a simulated cloud are joined, and where something else can be put between them: to see whether
/// a run finds it out.
///
/// @param toHost     between the controller and the faulty line to an agent
/// @param toControl  between the faulty line of an agent and the controller
/// @param statements what the database is told in place of what the controller says
/// @param hypervisor under the agents
/// @param network    under the agents
/// @param wakeUps    whether what a transaction wakes after its commit is woken
/// @param database   sees the database before the first controller does
public record Seams(
        UnaryOperator<HostLink> toHost,
        UnaryOperator<ControlLink> toControl,
        UnaryOperator<Hypervisor> hypervisor,
        UnaryOperator<HostNetwork> network,
        UnaryOperator<String> statements,
        boolean wakeUps,
        Consumer<Sql> database) {
    /// The cloud as it is.
    public static final Seams NONE = new Seams(
            UnaryOperator.identity(),
            UnaryOperator.identity(),
            UnaryOperator.identity(),
            UnaryOperator.identity(),
            UnaryOperator.identity(),
            true,
            sql -> {});

    public Seams toHost(UnaryOperator<HostLink> other) {
        return new Seams(other, toControl, hypervisor, network, statements, wakeUps, database);
    }

    public Seams toControl(UnaryOperator<ControlLink> other) {
        return new Seams(toHost, other, hypervisor, network, statements, wakeUps, database);
    }

    public Seams hypervisor(UnaryOperator<Hypervisor> other) {
        return new Seams(toHost, toControl, other, network, statements, wakeUps, database);
    }

    public Seams network(UnaryOperator<HostNetwork> other) {
        return new Seams(toHost, toControl, hypervisor, other, statements, wakeUps, database);
    }

    public Seams statements(UnaryOperator<String> other) {
        return new Seams(toHost, toControl, hypervisor, network, other, wakeUps, database);
    }

    public Seams withoutWakeUps() {
        return new Seams(toHost, toControl, hypervisor, network, statements, false, database);
    }

    public Seams database(Consumer<Sql> change) {
        return new Seams(toHost, toControl, hypervisor, network, statements, wakeUps, change);
    }
}
