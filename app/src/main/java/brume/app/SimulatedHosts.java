package brume.app;

import brume.base.loop.Scheduler;
import brume.cloud.hosts.Hosts;
import brume.contract.HostLink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// Hosts without machines: whole agents over simulated drivers. They lose all that they hold when this process ends,
/// as machines do that lose their power, and are told again what to hold.
public final class SimulatedHosts implements AutoCloseable {
    private final List<SimulatedHost> hosts = new ArrayList<>();

    /// @param line what stands between the control and each agent
    public SimulatedHosts(
            int count, Hosts control, Scheduler scheduler, RandomGenerator random, UnaryOperator<HostLink> line) {
        for (int i = 1; i <= count; i++) {
            hosts.add(new SimulatedHost(i, control, scheduler, random, line));
        }
    }

    public void start() {
        hosts.forEach(host -> host.agent().start());
    }

    /// Another control has taken the place of the one before: all lines lead to it, and the hosts greet it.
    public void turnTo(Hosts control) {
        hosts.forEach(host -> {
            host.line().lead(control);
            host.agent().reconnect();
        });
    }

    public List<SimulatedHost> hosts() {
        return List.copyOf(hosts);
    }

    @Override
    public void close() {
        hosts.forEach(host -> host.agent().close());
    }
}
