package brume.cloud.network;

import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The port of each network from which DHCP is answered, as long as any of its subnets has DHCP.
final class DhcpPorts {
    private final Ports ports;

    DhcpPorts(Ports ports) {
        this.ports = ports;
    }

    /// Makes the port fit the network's subnets. A subnet that is full has no address for DHCP, and goes without.
    void keep(Tx tx, Caller caller, Network network) {
        var subnets = Tables.SUBNETS.where(tx, "network = ? and dhcp", network.id());
        var port = Tables.PORTS.where(tx, "network = ? and owner = ?", network.id(), PortOwner.DHCP).stream()
                .findFirst();
        if (subnets.isEmpty()) {
            port.ifPresent(p -> ports.remove(tx, p));
            return;
        }
        if (port.isPresent()) {
            var ids = subnets.stream().map(Subnet::id).toList();
            var kept = port.get().fixedIps().stream()
                    .filter(ip -> ids.contains(ip.subnet()))
                    .map(AddressWish::of)
                    .toList();
            if (kept.size() < port.get().fixedIps().size()) Addresses.change(tx, port.get(), kept);
        }
        var have = port.map(Port::fixedIps).orElse(List.of()).stream()
                .map(FixedIp::subnet)
                .toList();
        var lacking = new ArrayList<AddressWish>();
        for (var subnet : subnets) {
            if (!have.contains(subnet.id()) && FreeAddresses.left(tx, subnet)) lacking.add(AddressWish.in(subnet.id()));
        }
        if (lacking.isEmpty()) return;
        if (port.isEmpty()) {
            ports.make(
                    tx,
                    caller,
                    network.standing().project(),
                    network,
                    PortWish.of(device(network.id()), PortOwner.DHCP).at(lacking));
            return;
        }
        var all = new ArrayList<>(Tables.PORTS.find(tx, port.get().id()).orElseThrow().fixedIps().stream()
                .map(AddressWish::of)
                .toList());
        all.addAll(lacking);
        Addresses.change(tx, Tables.PORTS.find(tx, port.get().id()).orElseThrow(), all);
    }

    private static String device(UUID network) {
        return "dhcp-" + network;
    }
}
