package brume.sim;

import brume.contract.HostHello;
import brume.contract.HostId;
import brume.contract.HostLink;
import brume.contract.HypervisorKind;
import brume.contract.LinkFault;
import brume.host.agent.Agent;
import brume.host.agent.HostFacts;
import brume.host.agent.MemoryPlan;
import brume.host.hypervisor.Guest;
import brume.host.hypervisor.SimulatedHypervisor;
import brume.host.network.SimulatedNetwork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/// A simulated host: a real agent, one life after another, over simulated drivers that outlive it.
final class Machine {
    private static final int VCPUS = 16;
    private static final long MEMORY_BYTES = 8L << 30;
    private static final long DISK_BYTES = 64L << 30;
    private static final int WORKERS = 4;
    private static final Duration WATCH = Duration.ofSeconds(30);
    private static final int LONGEST_DEATH_MILLIS = 15_000;

    private final World world;
    private final int number;
    private final Random random;
    private final HostId id;
    private SimulatedHypervisor hypervisor = new SimulatedHypervisor();
    private SimulatedNetwork network = new SimulatedNetwork();
    private MemoryPlan plan = new MemoryPlan();
    private Agent agent;
    private Party party;
    private Optional<HostLink> line = Optional.empty();
    private Instant cutUntil = Instant.MIN;
    private Instant fullUntil = Instant.MIN;
    private int share = 100;
    private int lives;
    private int boots = 1;
    private boolean fenced;

    Machine(World world, int number, long seed) {
        this.world = world;
        this.number = number;
        random = Chance.of(seed, "host-" + number);
        id = new HostId(new UUID(0x0000_0000_0000_7000L, 0x8000_0000_0000_0000L + number));
    }

    HostId id() {
        return id;
    }

    String name() {
        return "sim-%03d".formatted(number);
    }

    SimulatedHypervisor hypervisor() {
        return hypervisor;
    }

    SimulatedNetwork network() {
        return network;
    }

    MemoryPlan plan() {
        return plan;
    }

    Party party() {
        return party;
    }

    boolean cut() {
        return world.timeline().now().isBefore(cutUntil);
    }

    boolean full() {
        return world.timeline().now().isBefore(fullUntil);
    }

    void start() {
        party = world.timeline().party(name() + "#" + ++lives);
        var facts = new HostFacts(
                id,
                new UUID(number, boots),
                name(),
                "192.0.2." + (number % 250 + 1),
                new HostHello.Inventory(
                        VCPUS * share / 100,
                        MEMORY_BYTES * share / 100,
                        DISK_BYTES * share / 100,
                        List.of(HypervisorKind.SIMULATED)),
                Set.of());
        var driver = new FaultyHypervisor(
                world, this, party, world.seams().hypervisor().apply(hypervisor));
        var nets = new FaultyNetwork(world, this, party, world.seams().network().apply(network));
        agent = new Agent(
                facts,
                plan,
                List.of(driver),
                nets,
                new ToControl(world, this, party),
                party,
                random,
                WORKERS,
                this::line);
        agent.start();
        agent.watch(WATCH, WATCH);
    }

    private HostLink line(HostLink to) {
        HostLink fresh = world.seams().toHost().apply(new ToHost(world, this, party, to));
        line = Optional.of(fresh);
        return fresh;
    }

    /// The agent's process ends; it is started again in a while.
    void die(Optional<Fault> with) {
        if (party.dead()) return;
        party.die();
        world.trace().line("  " + party.name() + " has died");
        drop();
        with.ifPresent(this::lose);
        world.timeline()
                .after(
                        world.nature(),
                        Duration.ofMillis(world.faults().dice().nextInt(LONGEST_DEATH_MILLIS)),
                        name() + " rises",
                        this::start);
    }

    /// Whether nobody can reach it now.
    boolean away() {
        return cut() || party.dead();
    }

    /// Whether it was ever powered off to be fenced.
    boolean fenced() {
        return fenced;
    }

    /// Somebody powers it off; it is started again in a while.
    void powerOff() {
        fenced = true;
        if (party.dead()) lose(Fault.HOST_LOSES_POWER);
        else die(Optional.of(Fault.HOST_LOSES_POWER));
    }

    private void lose(Fault fault) {
        switch (fault) {
            case HOST_FORGETS -> plan = new MemoryPlan();
            case HOST_LOSES_POWER -> {
                boots++;
                hypervisor.guests().stream()
                        .filter(guest -> guest.state() != Guest.State.STOPPED)
                        .forEach(guest -> hypervisor.lose(guest.residence()));
                network = new SimulatedNetwork();
            }
            case HOST_IS_WIPED -> {
                boots++;
                plan = new MemoryPlan();
                hypervisor = new SimulatedHypervisor();
                network = new SimulatedNetwork();
            }
            default -> {}
        }
    }

    /// The controller notices, sooner or later, that the line is down.
    private void drop() {
        var old = line;
        line = Optional.empty();
        old.ifPresent(link -> world.timeline()
                .after(
                        world.nature(),
                        Duration.ofMillis(world.faults().dice().nextInt(6000)),
                        "line of " + name() + " is down",
                        () -> {
                            try {
                                world.control().call(() -> {
                                    world.control().plane().hosts().lost(id, link);
                                    return true;
                                });
                            } catch (LinkFault e) {
                                world.trace().line("  nobody noticed: " + e.getMessage());
                            } catch (RuntimeException e) {
                                if (!world.database().struck()) throw e;
                            }
                        }));
    }

    /// Nothing passes between it and the controller for a while.
    void cut(Duration time) {
        cutUntil = world.timeline().now().plus(time);
        drop();
        world.timeline().after(party, time, name() + " reconnects", agent::reconnect);
    }

    void fill(Duration time) {
        fullUntil = world.timeline().now().plus(time);
    }

    /// Whatever its agent does takes so much longer, for a while.
    void slow(Duration slowness, Duration time) {
        var slow = party;
        slow.slow(slowness);
        world.timeline().after(slow, time, name() + " is itself again", () -> slow.slow(Duration.ZERO));
    }

    /// From its next start on it has less room, or all of it again.
    void shrink(int percent) {
        share = percent;
    }

    /// All that ails it ends.
    void heal() {
        share = 100;
        fullUntil = Instant.MIN;
        hypervisor.failNext(0);
        network.failNext(0);
        if (cut()) {
            cutUntil = Instant.MIN;
            reconnect();
        }
        party.skew(Duration.ZERO);
        party.slow(Duration.ZERO);
    }

    /// Sooner or later it finds that there is another controller.
    void reconnect() {
        if (party.dead()) return;
        world.timeline()
                .after(party, Duration.ofMillis(random.nextInt(3000)), name() + " reconnects", agent::reconnect);
    }
}
