package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.network.address.Cidr;
import brume.cloud.network.address.Range;
import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// How many addresses networks have, and how many of them are in use.
public final class NetworkRoom {
    private final Sql sql;

    NetworkRoom(Sql sql) {
        this.sql = sql;
    }

    /// One network's addresses.
    public record Room(Network network, List<SubnetRoom> subnets) {
        public BigInteger total() {
            return subnets.stream().map(SubnetRoom::total).reduce(BigInteger.ZERO, BigInteger::add);
        }

        public long used() {
            return subnets.stream().mapToLong(SubnetRoom::used).sum();
        }
    }

    /// One subnet's addresses.
    public record SubnetRoom(UUID id, String name, Cidr cidr, BigInteger total, long used) {}

    private record Count(UUID subnet, long used) {}

    public List<Room> list(Caller caller, Listing listing) {
        caller.require(NetworkActions.SEE_ROOM, Target.ANY);
        var networks = Tables.NETWORKS.list(sql, Sight.networks(caller), listing);
        var ids = networks.stream().map(Network::id).toList();
        var subnets = Tables.SUBNETS.where(sql, "network = any(?::uuid[])", ids).stream()
                .collect(Collectors.groupingBy(Subnet::network));
        var used = sql.query("""
                        select a.subnet, count(*) as used from port_address a join subnet s on s.id = a.subnet
                         where s.network = any(?::uuid[]) group by a.subnet
                        """, row -> new Count(row.uuid("subnet"), row.whole("used")), ids).stream()
                .collect(Collectors.toMap(Count::subnet, Count::used));
        return networks.stream()
                .map(network -> new Room(
                        network,
                        subnets.getOrDefault(network.id(), List.of()).stream()
                                .map(subnet -> room(subnet, used.getOrDefault(subnet.id(), 0L)))
                                .toList()))
                .toList();
    }

    private static SubnetRoom room(Subnet subnet, long used) {
        return new SubnetRoom(
                subnet.id(),
                subnet.standing().name(),
                subnet.cidr(),
                subnet.ranges().stream().map(NetworkRoom::size).reduce(BigInteger.ZERO, BigInteger::add),
                used);
    }

    private static BigInteger size(Range range) {
        return range.high().value().subtract(range.low().value()).add(BigInteger.ONE);
    }

    public Room get(Caller caller, UUID network) {
        return list(caller, Listing.of("id", network)).stream()
                .findFirst()
                .orElseThrow(() -> new CloudFault.NotFound("network", network));
    }
}
