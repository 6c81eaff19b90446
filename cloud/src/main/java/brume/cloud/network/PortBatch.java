package brume.cloud.network;

import brume.base.sql.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// New ports of a network for instances, all alike, in few statements; the network's lock is held.
///
/// @param macs  one for each
/// @param there what addresses are taken from
record PortBatch(Means means, Supplier<List<String>> macs, Addresses.There there) {
    /// Asks for what so many ports need.
    static PortBatch ask(Tx tx, Means means, UUID network, int ports) {
        return new PortBatch(
                means, PortStore.freshMacs(tx, means.random(), network, ports), Addresses.ask(tx, network));
    }

    /// Makes one port for each instance: as many as were asked for.
    ///
    /// @param slot their place among the cards of their instances
    void make(Tx tx, UUID project, Network network, List<UUID> groups, List<UUID> instances, int slot) {
        var fresh = macs.get();
        var ports = new ArrayList<Port>();
        for (int i = 0; i < instances.size(); i++) {
            ports.add(port(project, network, groups, fresh.get(i), instances.get(i)));
        }
        PortStore.insert(tx, ports, instances, slot);
        AddressBatch.take(tx, network.id(), there, ports);
        if (network.portSecurity()) {
            var ids = ports.stream().map(Port::id).toList();
            PortStore.join(tx, ids, groups);
            means.due().joined(tx, ids, groups);
        }
    }

    private Port port(UUID project, Network network, List<UUID> groups, String mac, UUID instance) {
        return new Port(
                Standard.fresh(means.ids().next(), Optional.of(project), "", "", means.now()),
                network.id(),
                mac,
                true,
                List.of(),
                instance.toString(),
                PortOwner.COMPUTE,
                Port.Status.DOWN,
                Optional.empty(),
                network.portSecurity(),
                network.portSecurity() ? groups : List.of(),
                List.of(),
                List.of(),
                "normal",
                PortStore.noProfile(),
                "");
    }
}
