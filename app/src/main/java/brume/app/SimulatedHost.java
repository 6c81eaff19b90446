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
import brume.host.hypervisor.Guest;
import brume.host.hypervisor.SimulatedHypervisor;
import brume.host.network.SimulatedNetwork;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// One simulated host, for those who want to make it fail.
public final class SimulatedHost {
    private static final int VCPUS = 64;
    private static final long MEMORY_BYTES = 256L << 30;
    private static final long DISK_BYTES = 4L << 40;
    private static final int WORKERS = 4;

    private final int number;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final UnaryOperator<HostLink> between;
    private final MemoryPlan plan = new MemoryPlan();
    private final SimulatedHypervisor hypervisor = new SimulatedHypervisor();
    private final SimulatedLine line;
    private volatile SimulatedNetwork network;
    private volatile HostFacts facts;
    private volatile Agent agent;
    private volatile boolean off;
    private int starts;

    /// @param number  from 1 on
    /// @param between what stands between the control and its agent
    SimulatedHost(
            int number, Hosts control, Scheduler scheduler, RandomGenerator random, UnaryOperator<HostLink> between) {
        this.number = number;
        this.scheduler = scheduler;
        this.random = random;
        this.between = between;
        line = new SimulatedLine(control, scheduler);
        build();
    }

    /// As its machine comes up: nothing runs, and there are no networks.
    private void build() {
        // The same host at each start of ours; another start of its machine each time.
        var id = new HostId(new UUID(0x0000_0000_0000_7000L, 0x8000_0000_0000_0000L + number));
        var start = id + " " + scheduler.clock().instant() + " " + ++starts;
        facts = new HostFacts(
                id,
                UUID.nameUUIDFromBytes(start.getBytes(StandardCharsets.US_ASCII)),
                "sim-%03d".formatted(number),
                "192.0.2." + (number % 250 + 1),
                new HostHello.Inventory(VCPUS, MEMORY_BYTES, DISK_BYTES, List.of(HypervisorKind.SIMULATED)),
                Set.of());
        network = new SimulatedNetwork();
        agent = new Agent(
                facts,
                plan,
                List.of(hypervisor),
                network,
                line,
                scheduler,
                random,
                WORKERS,
                link -> line.towards(between.apply(link)));
    }

    public HostFacts facts() {
        return facts;
    }

    public MemoryPlan plan() {
        return plan;
    }

    public SimulatedHypervisor hypervisor() {
        return hypervisor;
    }

    public SimulatedNetwork network() {
        return network;
    }

    public SimulatedLine line() {
        return line;
    }

    public Agent agent() {
        return agent;
    }

    /// Whether its machine has no power.
    public boolean isOff() {
        return off;
    }

    /// The line to it is cut; it keeps what it holds.
    public void vanish() {
        line.cut(facts.host());
    }

    /// The line is whole again, and the host greets.
    public void comeBack() {
        line.mend();
        if (!off) agent.start();
    }

    /// How long each word to and from it is on its way.
    public void slow(Duration delay) {
        line.slow(delay);
    }

    /// Its machine loses its power: guests end, networks are gone, what is on its disk stays.
    public synchronized void powerOff() {
        if (off) return;
        off = true;
        agent.close();
        line.cut(facts.host());
        hypervisor.guests().stream()
                .filter(guest -> guest.state() != Guest.State.STOPPED)
                .forEach(guest -> hypervisor.lose(guest.residence()));
    }

    /// Its machine starts, and its agent; the line is whole.
    public synchronized void powerOn() {
        if (!off) return;
        off = false;
        build();
        comeBack();
    }
}
