package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Addresses for many new ports of one network, in few statements; the network's lock is held.
final class AddressBatch {
    private AddressBatch() {}

    /// Gives each port what is usual, as [Addresses#take] does.
    ///
    /// @param there the network's subnets, as they are before the first of these ports
    /// @throws CloudFault.NoCapacity when there is not enough for all
    static void take(Tx tx, UUID network, Addresses.There there, List<Port> ports) {
        var owner = ports.getFirst().owner();
        var subnets = there.subnets().rows().stream()
                .filter(subnet -> subnet.serves(owner))
                .toList();
        if (subnets.isEmpty()) throw Addresses.full(network);
        var rows = new ArrayList<Object[]>();
        int place = 0;
        for (int version : new int[] {4, 6}) {
            var fit = subnets.stream()
                    .filter(s -> s.cidr().version() == version && !s.automatic())
                    .toList();
            if (fit.isEmpty()) continue;
            var free = FreeAddresses.find(tx, there.used().rows(), fit, ports.size());
            if (free.size() < ports.size()) throw Addresses.full(network);
            for (int i = 0; i < ports.size(); i++) {
                rows.add(row(free.get(i), ports.get(i), place));
            }
            place++;
        }
        for (var subnet : subnets) {
            if (!subnet.automatic()) continue;
            for (var port : ports) {
                rows.add(row(new FixedIp(subnet.id(), subnet.cidr().eui64(port.mac())), port, place));
            }
            place++;
        }
        tx.laterAll("insert into port_address (subnet, ip, port, place) values (?, ?::inet, ?, ?)", rows);
    }

    private static Object[] row(FixedIp ip, Port port, int place) {
        return new Object[] {ip.subnet(), ip.ip().toString(), port.id(), place};
    }
}
