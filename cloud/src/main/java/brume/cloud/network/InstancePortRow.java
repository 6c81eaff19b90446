package brume.cloud.network;

import brume.base.sql.Row;
import brume.cloud.network.address.Ip;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/// A port of an instance with one of its addresses, one of its floating addresses and one of its security groups: a
/// port that has more of them comes in more rows, one for each combination.
///
/// @param instance the port's
/// @param port     without what comes in several rows
public record InstancePortRow(
        UUID instance,
        InstancePort port,
        Optional<Address> address,
        Optional<InstancePort.Floating> floating,
        Optional<Group> group) {
    private static final Comparator<InstancePort.Floating> BY_EXTERNAL =
            Comparator.comparing(floating -> Ip.of(floating.external()));

    record Address(int place, FixedIp ip) implements Comparable<Address> {
        private static final Comparator<Address> ORDER = Comparator.comparingInt(Address::place)
                .thenComparing(a -> a.ip.ip())
                .thenComparing(a -> a.ip.subnet());

        @Override
        public int compareTo(Address other) {
            return ORDER.compare(this, other);
        }
    }

    /// Names of groups come twice where two projects share theirs.
    record Group(String name, UUID id) implements Comparable<Group> {
        private static final Comparator<Group> ORDER =
                Comparator.comparing(Group::name).thenComparing(Group::id);

        @Override
        public int compareTo(Group other) {
            return ORDER.compare(this, other);
        }
    }

    static InstancePortRow of(Row row) {
        return new InstancePortRow(
                row.uuid("instance"),
                new InstancePort(
                        row.uuid("id"),
                        row.uuid("network"),
                        row.text("name"),
                        row.text("mac"),
                        row.integer("mtu"),
                        row.flag("active"),
                        List.of(),
                        List.of(),
                        List.of()),
                row.optText("ip")
                        .map(ip -> new Address(row.integer("place"), new FixedIp(row.uuid("subnet"), Ip.of(ip)))),
                row.optText("floating").map(ip -> new InstancePort.Floating(ip, row.text("fixed"))),
                row.optText("group_name").map(name -> new Group(name, row.uuid("group_id"))));
    }

    /// The ports of each instance, in the order of the rows.
    public static Map<UUID, List<InstancePort>> gather(List<InstancePortRow> rows) {
        var ports = new LinkedHashMap<UUID, List<InstancePortRow>>();
        for (var row : rows)
            ports.computeIfAbsent(row.port.port(), id -> new ArrayList<>(1)).add(row);
        var by = new HashMap<UUID, List<InstancePort>>();
        for (var its : ports.values()) {
            by.computeIfAbsent(its.getFirst().instance, id -> new ArrayList<>(1))
                    .add(whole(its));
        }
        return by;
    }

    private static InstancePort whole(List<InstancePortRow> rows) {
        var addresses = new TreeSet<Address>();
        var floating = new TreeSet<>(BY_EXTERNAL);
        var groups = new TreeSet<Group>();
        boolean active = false;
        for (var row : rows) {
            row.address.ifPresent(addresses::add);
            row.floating.ifPresent(floating::add);
            row.group.ifPresent(groups::add);
            active |= row.port.active();
        }
        var port = rows.getFirst().port;
        return new InstancePort(
                port.port(),
                port.network(),
                port.networkName(),
                port.mac(),
                port.mtu(),
                active,
                addresses.stream().map(Address::ip).toList(),
                List.copyOf(floating),
                groups.stream().map(Group::name).toList());
    }
}
