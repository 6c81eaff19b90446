package brume.sim;

import brume.contract.GuestSpec;
import brume.contract.HypervisorKind;
import brume.host.Drift;
import brume.host.hypervisor.Guest;
import brume.host.hypervisor.Hypervisor;
import brume.host.hypervisor.HypervisorFault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// A hypervisor under an agent that may die at each act, on a host that may refuse it.
final class FaultyHypervisor implements Hypervisor {
    private final World world;
    private final Machine machine;
    private final Party agent;
    private final Hypervisor driver;

    FaultyHypervisor(World world, Machine machine, Party agent, Hypervisor driver) {
        this.world = world;
        this.machine = machine;
        this.agent = agent;
        this.driver = driver;
    }

    private void act(String what, UUID residence, Runnable act) {
        var where = machine.name() + " " + what + " " + ToControl.tail(residence);
        if (agent.dead()) throw new IllegalStateException("the dead do not act: " + where);
        if (world.faults().strike(Fault.AGENT_DIES_BEFORE_ACT, where)) throw new AgentDied();
        if (world.faults().strike(Fault.HOST_REFUSES, where)) throw new HypervisorFault(what + ": the host refuses");
        if (machine.full() && what.equals("boot")) throw new HypervisorFault("boot: no space left on device");
        world.trace().line("  * " + where);
        act.run();
        if (world.faults().strike(Fault.AGENT_DIES_AFTER_ACT, where)) throw new AgentDied();
    }

    @Override
    public HypervisorKind kind() {
        return driver.kind();
    }

    @Override
    public List<Guest> guests() {
        return driver.guests();
    }

    @Override
    public Optional<Guest> find(UUID residence) {
        return driver.find(residence);
    }

    @Override
    public Drift drift() {
        return driver.drift();
    }

    @Override
    public void boot(GuestSpec spec, List<String> taps) {
        act("boot", spec.residence(), () -> {
            driver.boot(spec, taps);
            world.invariants().booted(machine, spec);
        });
    }

    @Override
    public void pause(UUID residence) {
        act("pause", residence, () -> driver.pause(residence));
    }

    @Override
    public void resume(UUID residence) {
        act("resume", residence, () -> driver.resume(residence));
    }

    @Override
    public void halt(UUID residence, Duration grace) {
        act("halt", residence, () -> driver.halt(residence, grace));
    }

    @Override
    public void remove(UUID residence) {
        if (driver.find(residence).isEmpty()) return;
        act("remove", residence, () -> driver.remove(residence));
    }

    @Override
    public String console(UUID residence, int lines) {
        return driver.console(residence, lines);
    }

    @Override
    public void listen(Consumer<UUID> listener) {
        driver.listen(listener);
    }
}
