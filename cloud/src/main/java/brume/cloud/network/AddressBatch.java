package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Tx;
import brume.cloud.network.address.Ip;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// Addresses for many new ports of one network, in few statements; the network's lock is held.
final class AddressBatch {
    private AddressBatch() {}

    /// Gives each port what is usual, as [Addresses#take] does.
    ///
    /// @throws CloudFault.NoCapacity when there is not enough for all
    static void take(Tx tx, UUID network, List<Port> ports) {
        var owner = ports.getFirst().owner();
        var subnets = Tables.SUBNETS.where(tx, "network = ?", network).stream()
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
            var free = free(tx, network, fit, ports.size());
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
        if (rows.isEmpty()) return;
        tx.batch("insert into port_address (subnet, ip, port, place) values (?, ?::inet, ?, ?)", rows);
    }

    private static Object[] row(FixedIp ip, Port port, int place) {
        return new Object[] {ip.subnet(), ip.ip().toString(), port.id(), place};
    }

    /// The lowest free addresses, subnet by subnet.
    private static List<FixedIp> free(Tx tx, UUID network, List<Subnet> subnets, int count) {
        var free = new ArrayList<FixedIp>();
        for (var subnet : subnets) {
            var taken = tx
                    .query(
                            "select host(ip) as ip from port_address where subnet = ?",
                            row -> Ip.of(row.text("ip")),
                            subnet.id())
                    .stream()
                    .collect(Collectors.toCollection(HashSet::new));
            for (var range : subnet.ranges()) {
                for (var ip = range.low(); range.contains(ip) && free.size() < count; ip = ip.plus(1)) {
                    if (!taken.contains(ip)) free.add(new FixedIp(subnet.id(), ip));
                }
            }
        }
        if (free.size() < count) throw Addresses.full(network);
        return free;
    }
}
