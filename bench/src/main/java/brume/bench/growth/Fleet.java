package brume.bench.growth;

import brume.base.loop.LiveScheduler;
import brume.contract.ControlLink;
import brume.contract.HostHello;
import brume.contract.HostId;
import brume.contract.HostLink;
import brume.contract.HostReport;
import brume.contract.HostWelcome;
import brume.contract.HypervisorKind;
import brume.contract.LinkFault;
import brume.host.agent.Agent;
import brume.host.agent.HostFacts;
import brume.host.agent.MemoryPlan;
import brume.host.hypervisor.SimulatedHypervisor;
import brume.host.network.SimulatedNetwork;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Many simulated hosts: whole agents over simulated drivers, that share one line to the control and one timer. A host
/// at rest is some memory and nothing else; one task beats for all of them.
final class Fleet implements ControlLink, AutoCloseable {
    /// How often a host says that it is there.
    static final Duration BEAT = Duration.ofSeconds(10);

    private static final int SLICES = 100;
    private static final int VCPUS = 64;
    private static final long MEMORY_BYTES = 256L << 30;
    private static final long DISK_BYTES = 4L << 40;
    private static final Duration CALM = Duration.ofSeconds(1);

    private final LiveScheduler scheduler;
    private final RandomGenerator random;
    private final List<HostId> hosts = new ArrayList<>();
    private final List<Agent> agents = new ArrayList<>();
    private final Map<HostId, Leash> leashes = new ConcurrentHashMap<>();
    private final Map<HostId, UUID> sessions = new ConcurrentHashMap<>();
    private final Set<HostId> unheard = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong beats = new AtomicLong();
    private volatile ControlLink control;
    private volatile long lastWord = System.nanoTime();
    private volatile boolean beating;

    Fleet(int count, ControlLink control, LiveScheduler scheduler, RandomGenerator random) {
        this.control = control;
        this.scheduler = scheduler;
        this.random = random;
        for (int i = 1; i <= count; i++) agents.add(agent(i));
    }

    private Agent agent(int number) {
        var facts = new HostFacts(
                new HostId(new UUID(random.nextLong() & ~0xF000L | 0x7000L, random.nextLong() >>> 2 | Long.MIN_VALUE)),
                new UUID(0, number),
                "sim-%05d".formatted(number),
                "10.%d.%d.%d".formatted(number >> 16, number >> 8 & 255, number & 255),
                new HostHello.Inventory(VCPUS, MEMORY_BYTES, DISK_BYTES, List.of(HypervisorKind.SIMULATED)),
                Set.of());
        hosts.add(facts.host());
        return new Agent(
                facts,
                new MemoryPlan(),
                List.of(new SimulatedHypervisor()),
                new SimulatedNetwork(),
                this,
                scheduler,
                random,
                1,
                link -> leashes.computeIfAbsent(facts.host(), id -> new Leash(link)));
    }

    List<HostId> hosts() {
        return List.copyOf(hosts);
    }

    /// All hosts say hello, at once.
    void greet() {
        sessions.clear();
        agents.forEach(Agent::reconnect);
    }

    /// The control has ended: the next words go to another one, which does not know the hosts yet.
    void turnTo(ControlLink next) {
        control = next;
    }

    /// From now on each host beats.
    void beat() {
        beating = true;
        for (int slice = 0; slice < SLICES; slice++) beat(slice);
    }

    private void beat(int slice) {
        scheduler.runAt(
                scheduler.clock().instant().plus(BEAT.multipliedBy(slice + 1).dividedBy(SLICES)),
                "beat",
                () -> beatOn(slice));
    }

    private void beatOn(int slice) {
        if (!beating) return;
        scheduler.runAt(scheduler.clock().instant().plus(BEAT), "beat", () -> beatOn(slice));
        for (int i = slice; i < hosts.size(); i += SLICES) {
            var host = hosts.get(i);
            var session = sessions.get(host);
            if (session == null) continue;
            try {
                control.report(new HostReport(host, session, 0, List.of(), List.of(), false));
                beats.incrementAndGet();
            } catch (LinkFault.NotGreeted e) {
                agents.get(i).reconnect();
            }
        }
    }

    void still() {
        beating = false;
    }

    long beats() {
        return beats.get();
    }

    /// Waits until all hosts have greeted and nothing was said between them and the control for a moment.
    ///
    /// @return when the last word was said, by [System#nanoTime]
    long settled(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            long last = lastWord;
            boolean calm = sessions.size() == hosts.size()
                    && unheard.isEmpty()
                    && inFlight.get() == 0
                    && System.nanoTime() - last > CALM.toNanos();
            if (calm) return last;
            if (System.nanoTime() > end) {
                throw new IllegalStateException(sessions.size() + " of " + hosts.size() + " hosts are connected, "
                        + unheard.size() + " unheard");
            }
            Thread.sleep(20);
        }
    }

    private <T> T say(HostId host, Supplier<T> word) {
        inFlight.incrementAndGet();
        unheard.add(host);
        try {
            var answer = word.get();
            unheard.remove(host);
            return answer;
        } finally {
            lastWord = System.nanoTime();
            inFlight.decrementAndGet();
        }
    }

    @Override
    public HostWelcome hello(HostHello hello, HostLink link) {
        var welcome = say(hello.host(), () -> control.hello(hello, link));
        sessions.put(hello.host(), hello.session());
        return welcome;
    }

    @Override
    public void report(HostReport report) {
        say(report.host(), () -> {
            control.report(report);
            return true;
        });
    }

    @Override
    public InputStream image(UUID image) {
        return control.image(image);
    }

    /// The hosts are gone, and all that they held in memory.
    @Override
    public void close() {
        still();
        agents.forEach(Agent::close);
        agents.clear();
        leashes.values().forEach(Leash::letGo);
        leashes.clear();
        sessions.clear();
    }
}
