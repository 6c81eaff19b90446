package brume.sim;

import brume.contract.ExternalNetworkSpec;
import brume.contract.GuestMetadata;
import brume.contract.ItemKey;
import brume.contract.NetworkSpec;
import brume.contract.PortSpec;
import brume.contract.RouterSpec;
import brume.contract.SecurityGroupSpec;
import brume.host.Drift;
import brume.host.network.HostNetwork;
import brume.host.network.NetworkFault;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The networks under an agent that may die at each act, on a host that may refuse it.
final class FaultyNetwork implements HostNetwork {
    private final World world;
    private final Machine machine;
    private final Party agent;
    private final HostNetwork driver;

    FaultyNetwork(World world, Machine machine, Party agent, HostNetwork driver) {
        this.world = world;
        this.machine = machine;
        this.agent = agent;
        this.driver = driver;
    }

    private void act(String what, ItemKey item, Runnable act) {
        var where = machine.name() + " " + what + " " + item.kind() + " " + ToControl.tail(item.id());
        if (agent.dead()) throw new IllegalStateException("the dead do not act: " + where);
        if (world.faults().strike(Fault.AGENT_DIES_BEFORE_ACT, where)) throw new AgentDied();
        if (world.faults().strike(Fault.HOST_REFUSES, where)) throw new NetworkFault(what + ": the host refuses");
        world.trace().line("  * " + where);
        act.run();
        if (world.faults().strike(Fault.AGENT_DIES_AFTER_ACT, where)) throw new AgentDied();
    }

    @Override
    public void external(ExternalNetworkSpec network) {
        act("hold", network.key(), () -> driver.external(network));
    }

    @Override
    public void network(NetworkSpec network) {
        act("hold", network.key(), () -> {
            driver.network(network);
            world.invariants().holds(machine, network);
        });
    }

    @Override
    public void group(SecurityGroupSpec group) {
        act("hold", group.key(), () -> driver.group(group));
    }

    @Override
    public void port(PortSpec port) {
        act("hold", port.key(), () -> {
            driver.port(port);
            world.invariants().holds(machine, port);
        });
    }

    @Override
    public void router(RouterSpec router) {
        act("hold", router.key(), () -> {
            driver.router(router);
            world.invariants().holds(machine, router);
        });
    }

    @Override
    public void remove(ItemKey item) {
        act("remove", item, () -> driver.remove(item));
    }

    @Override
    public Set<ItemKey> items() {
        return driver.items();
    }

    @Override
    public Optional<String> tap(UUID port) {
        return driver.tap(port);
    }

    @Override
    public void metadata(UUID port, Optional<GuestMetadata> metadata) {
        driver.metadata(port, metadata);
    }

    @Override
    public void repair() {
        driver.repair();
    }

    @Override
    public Drift drift() {
        return driver.drift();
    }

    @Override
    public Set<UUID> attached() {
        return driver.attached();
    }

    @Override
    public Set<String> traces() {
        return driver.traces();
    }

    @Override
    public void close() {
        driver.close();
    }
}
