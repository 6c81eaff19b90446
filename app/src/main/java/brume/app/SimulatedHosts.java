package brume.app;

import brume.base.loop.Scheduler;
import brume.cloud.hosts.Hosts;
import brume.contract.HostHello;
import brume.contract.HostId;
import brume.contract.HostLink;
import brume.contract.HypervisorKind;
import brume.host.agent.Agent;
import brume.host.agent.HostFacts;
import brume.host.agent.MemoryPlan;
import brume.host.hypervisor.SimulatedHypervisor;
import brume.host.network.SimulatedNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// Hosts without machines: whole agents over simulated drivers. They lose all that they hold when this process ends,
/// as machines do that lose their power, and are told again what to hold.
public final class SimulatedHosts implements AutoCloseable {
    private static final int VCPUS = 64;
    private static final long MEMORY_BYTES = 256L << 30;
    private static final long DISK_BYTES = 4L << 40;
    private static final int WORKERS = 4;

    /// One simulated host, for those who want to make it fail.
    public record SimulatedHost(
            HostFacts facts,
            MemoryPlan plan,
            SimulatedHypervisor hypervisor,
            SimulatedNetwork network,
            SimulatedLine line,
            Agent agent) {
        /// The line to it is cut; it keeps what it holds.
        public void vanish() {
            line.cut(facts.host());
        }

        /// The line is whole again, and the host greets.
        public void comeBack() {
            line.mend();
            agent.start();
        }
    }

    private final List<SimulatedHost> hosts = new ArrayList<>();

    /// @param line what stands between the control and each agent
    public SimulatedHosts(
            int count, Hosts control, Scheduler scheduler, RandomGenerator random, UnaryOperator<HostLink> line) {
        for (int i = 1; i <= count; i++) {
            var facts = new HostFacts(
                    // The same hosts at each start.
                    new HostId(new UUID(0x0000_0000_0000_7000L, 0x8000_0000_0000_0000L + i)),
                    "sim-%03d".formatted(i),
                    "192.0.2." + (i % 250 + 1),
                    new HostHello.Inventory(VCPUS, MEMORY_BYTES, DISK_BYTES, List.of(HypervisorKind.SIMULATED)),
                    Set.of());
            var plan = new MemoryPlan();
            var hypervisor = new SimulatedHypervisor();
            var network = new SimulatedNetwork();
            var wire = new SimulatedLine(control, scheduler);
            var agent = new Agent(
                    facts,
                    plan,
                    List.of(hypervisor),
                    network,
                    wire,
                    scheduler,
                    random,
                    WORKERS,
                    link -> wire.towards(line.apply(link)));
            hosts.add(new SimulatedHost(facts, plan, hypervisor, network, wire, agent));
        }
    }

    public void start() {
        hosts.forEach(host -> host.agent.start());
    }

    /// Another control has taken the place of the one before: all lines lead to it, and the hosts greet it.
    public void turnTo(Hosts control) {
        hosts.forEach(host -> {
            host.line.lead(control);
            host.agent.reconnect();
        });
    }

    public List<SimulatedHost> hosts() {
        return List.copyOf(hosts);
    }

    @Override
    public void close() {
        hosts.forEach(host -> host.agent.close());
    }
}
