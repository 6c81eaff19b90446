package brume.cloud.network;

import brume.base.sql.Few;
import brume.base.sql.Reads;
import brume.base.sql.Select;
import brume.base.sql.Tx;
import brume.cloud.network.address.Ip;
import brume.contract.GuestMetadata;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What instances show of their ports. Each is a fixed number of queries, whatever the number of instances.
final class InstanceViews {
    private InstanceViews() {}

    /// Ports with all that belongs to them, in the order of their cards: flat, which costs half of arrays in
    /// sub-selects.
    private static final String PORTS = """
            select p.instance, p.id, p.mac, p.network, n.name, n.mtu, p.admin_up and b.port is not null as active,
                   a.place, a.subnet, host(a.ip) as ip, host(f.ip) as floating, host(f.fixed_ip) as fixed,
                   g.id as group_id, g.name as group_name
              from port p
              join network n on n.id = p.network
              left join port_binding b on b.port = p.id and b.wanted and b.up
              left join port_address a on a.port = p.id
              left join floating_ip f on f.port = p.id
              left join port_group pg on pg.port = p.id
              left join security_group g on g.id = pg.security_group
             where p.instance %s
             order by p.slot, p.id
            """;

    private static final String MANY = PORTS.formatted("= any(?::uuid[])");

    /// Those that their ports have addresses of.
    private static final String SUBNETS =
            "id in (select a.subnet from port p join port_address a on a.port = p.id where p.instance = any(?::uuid[]))";

    /// The ports of a few instances, for [InstancePortRow#gather].
    static Select<InstancePortRow> of(Few instances) {
        return new Select<>(PORTS.formatted(instances.text()), InstancePortRow::of, instances.values());
    }

    /// The ports of each instance, in the order of its cards.
    static Map<UUID, List<InstancePort>> of(Reads reads, Collection<UUID> instances) {
        if (instances.isEmpty()) return Map.of();
        return InstancePortRow.gather(reads.query(MANY, InstancePortRow::of, instances));
    }

    /// Asks for the cards of instances as their guests are to have them.
    static Supplier<Map<UUID, GuestCards>> ask(Tx tx, Collection<UUID> instances) {
        var rows = tx.ask(MANY, InstancePortRow::of, instances);
        var subnets = Tables.SUBNETS.ask(tx, SUBNETS, instances);
        return () -> {
            var by = subnets.rows().stream().collect(Collectors.toMap(Subnet::id, s -> s));
            var cards = new HashMap<UUID, GuestCards>();
            InstancePortRow.gather(rows.rows())
                    .forEach((instance, ports) -> cards.put(
                            instance,
                            new GuestCards(
                                    ports,
                                    ports.stream().map(port -> link(port, by)).toList())));
            return cards;
        };
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
