package brume.cloud.network;

import brume.base.sql.Reads;
import brume.base.sql.Select;
import brume.cloud.network.address.Ip;
import brume.cloud.network.address.Range;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// Addresses that nobody has, while the network's lock is held.
///
/// First those above the highest that is in use of a range: it is found by the index, however many are in use, and what
/// somebody just gave back is not at once somebody else's. Once a range has been used up to its end, the lowest gap is
/// looked for, among all that are in use.
final class FreeAddresses {
    private static final String RANGES = """
            select r.subnet, host(r.low) as low, host(r.high) as high,
                   (select host(max(a.ip)) from port_address a
                     where a.subnet = r.subnet and a.ip >= r.low and a.ip <= r.high) as top
              from subnet_range r where r.subnet
            """;

    private FreeAddresses() {}

    /// A range of a subnet, and the highest of its addresses that is in use.
    record Used(UUID subnet, Range range, Optional<Ip> top) {
        /// The lowest above which none is in use.
        private Ip from() {
            return top.map(ip -> ip.plus(1)).orElse(range.low());
        }
    }

    /// The ranges of all subnets of a network, to be asked together with something else.
    static Select<Used> on(UUID network) {
        return select("in (select id from subnet where network = ?)", network);
    }

    private static Select<Used> select(String subnets, Object parameter) {
        return new Select<>(
                RANGES + subnets + " order by r.low",
                row -> new Used(
                        row.uuid("subnet"),
                        new Range(Ip.of(row.text("low")), Ip.of(row.text("high"))),
                        row.optText("top").map(Ip::of)),
                List.of(parameter));
    }

    /// Whether one more may be had.
    static boolean left(Reads reads, Subnet subnet) {
        var of = select("= ?", subnet.id());
        var used = reads.query(of.statement(), of.reader(), of.parameters().toArray());
        return !find(reads, used, List.of(subnet), 1).isEmpty();
    }

    /// @param used    the ranges of these subnets, and maybe of others
    /// @param subnets in the order in which they are filled
    /// @return at most `count`; fewer when there are no more
    static List<FixedIp> find(Reads reads, List<Used> used, List<Subnet> subnets, int count) {
        var free = new ArrayList<FixedIp>();
        for (var subnet : subnets) {
            for (var each : used) {
                if (!each.subnet.equals(subnet.id())) continue;
                for (var ip = each.from(); each.range.contains(ip) && free.size() < count; ip = ip.plus(1)) {
                    free.add(new FixedIp(subnet.id(), ip));
                }
            }
        }
        for (var subnet : subnets) {
            if (free.size() < count) gaps(reads, used, subnet, count, free);
        }
        return free;
    }

    private static void gaps(Reads reads, List<Used> used, Subnet subnet, int count, List<FixedIp> free) {
        var taken = reads
                .query(
                        "select host(ip) as ip from port_address where subnet = ?",
                        row -> Ip.of(row.text("ip")),
                        subnet.id())
                .stream()
                .collect(Collectors.toCollection(HashSet::new));
        for (var each : used) {
            if (!each.subnet.equals(subnet.id()) || each.top.isEmpty()) continue;
            var top = each.top.get();
            for (var ip = each.range.low(); ip.compareTo(top) < 0 && free.size() < count; ip = ip.plus(1)) {
                if (!taken.contains(ip)) free.add(new FixedIp(subnet.id(), ip));
            }
        }
    }
}
