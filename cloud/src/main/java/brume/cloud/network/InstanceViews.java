package brume.cloud.network;

import brume.base.sql.Few;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Select;
import brume.cloud.network.address.Ip;
import brume.contract.GuestMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// What instances show of their ports. Each is a fixed number of queries, whatever the number of instances.
final class InstanceViews {
    private InstanceViews() {}

    private static final String ACTIVE = """
            p.admin_up and exists (select 1 from port_binding b where b.port = p.id and b.wanted and b.up) as active
            """;

    /// For a few instances: what belongs to each port is looked up.
    private static final String FEW = """
            select p.id, p.instance, p.mac, p.network, n.name, n.mtu,
                   array(select a.subnet::text || ' ' || host(a.ip) from port_address a
                          where a.port = p.id order by a.place, a.ip) as addresses,
                   array(select host(f.ip) || ' ' || host(f.fixed_ip) from floating_ip f
                          where f.port = p.id order by f.ip) as floating,
                   array(select g.name from port_group pg join security_group g on g.id = pg.security_group
                          where pg.port = p.id order by g.name) as groups,
            """ + ACTIVE + """
              from port p join network n on n.id = p.network
             where p.instance %s
             order by p.slot, p.id
            """;

    /// For a page of instances: each table is read once, in half the time that lookups would take.
    private static final String MANY = """
            with mine as materialized (select * from port where instance = any(?::uuid[]))
            select p.id, p.instance, p.mac, p.network, n.name, n.mtu, a.addresses, f.floating, g.groups,
            """ + ACTIVE + """
              from mine p
              join network n on n.id = p.network
              left join (select a.port, array_agg(a.subnet::text || ' ' || host(a.ip) order by a.place, a.ip) as addresses
                           from port_address a where a.port in (select id from mine)
                          group by a.port) a on a.port = p.id
              left join (select f.port, array_agg(host(f.ip) || ' ' || host(f.fixed_ip) order by f.ip) as floating
                           from floating_ip f where f.port in (select id from mine)
                          group by f.port) f on f.port = p.id
              left join (select pg.port, array_agg(g.name order by g.name) as groups
                           from port_group pg join security_group g on g.id = pg.security_group
                          where pg.port in (select id from mine)
                          group by pg.port) g on g.port = p.id
             order by p.slot, p.id
            """;

    /// The ports of a few instances, each with its instance, in the order of their cards.
    static Select<Map.Entry<UUID, InstancePort>> of(Few instances) {
        return new Select<>(
                FEW.formatted(instances.text()), row -> Map.entry(row.uuid("instance"), port(row)), instances.values());
    }

    /// The ports of each instance, in the order of its cards.
    static Map<UUID, List<InstancePort>> of(Reads reads, Collection<UUID> instances) {
        if (instances.isEmpty()) return Map.of();
        var by = new HashMap<UUID, List<InstancePort>>();
        reads.query(
                MANY,
                row -> by.computeIfAbsent(row.uuid("instance"), i -> new ArrayList<>())
                        .add(port(row)),
                instances);
        return by;
    }

    private static InstancePort port(Row row) {
        return new InstancePort(
                row.uuid("id"),
                row.uuid("network"),
                row.text("name"),
                row.text("mac"),
                row.integer("mtu"),
                row.flag("active"),
                row.texts("addresses").stream().map(Tables::fixed).toList(),
                row.texts("floating").stream().map(InstanceViews::floating).toList(),
                row.texts("groups"));
    }

    private static InstancePort.Floating floating(String text) {
        int space = text.indexOf(' ');
        return new InstancePort.Floating(text.substring(0, space), text.substring(space + 1));
    }

    /// The cards of each instance as its guest is to set them up.
    static Map<UUID, List<GuestMetadata.Link>> links(Reads reads, Map<UUID, List<InstancePort>> ports) {
        var ids = ports.values().stream()
                .flatMap(List::stream)
                .flatMap(port -> port.fixedIps().stream())
                .map(FixedIp::subnet)
                .distinct()
                .toList();
        var subnets = Tables.SUBNETS.all(reads, ids).stream().collect(Collectors.toMap(Subnet::id, s -> s));
        var links = new HashMap<UUID, List<GuestMetadata.Link>>();
        ports.forEach((instance, cards) -> links.put(
                instance, cards.stream().map(card -> link(card, subnets)).toList()));
        return links;
    }

    private static GuestMetadata.Link link(InstancePort port, Map<UUID, Subnet> subnets) {
        return new GuestMetadata.Link(
                port.port(),
                port.network(),
                port.mac(),
                port.mtu(),
                port.fixedIps().stream()
                        .map(ip -> address(subnets.get(ip.subnet()), ip.ip()))
                        .toList());
    }

    private static GuestMetadata.Address address(Subnet subnet, Ip ip) {
        return new GuestMetadata.Address(
                ip.toString(),
                subnet.cidr().length(),
                subnet.gateway().map(Ip::toString),
                subnet.dnsServers().stream().map(Ip::toString).toList(),
                subnet.routes(),
                subnet.dhcp());
    }
}
