package brume.cloud.network;

import brume.base.sql.Tx;
import brume.cloud.hosts.HostListener;
import brume.cloud.hosts.Hosts;
import brume.contract.HostId;
import brume.contract.Item;
import brume.contract.NetworkSpec;
import brume.contract.PortSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What strangers on hosts use of networks: their addresses and VNIs are nobody else's while they are there, and become
/// ports when their guests are adopted.
final class StrangePorts implements HostListener {
    private final Hosts hosts;
    private final Means means;
    private final Bindings bindings;

    StrangePorts(Means means, Bindings bindings) {
        this.hosts = means.hosts();
        this.means = means;
        this.bindings = bindings;
    }

    @Override
    public void strange(Tx tx, HostId host, List<Item> items) {
        var name = hosts.find(tx, host).map(found -> found.name()).orElse(host.toString());
        for (var item : items) {
            switch (item) {
                case PortSpec port -> {
                    tx.update("""
                            insert into port_binding (port, host, host_name, residence, network, wanted, up)
                            values (?, ?, ?, ?, ?, false, false)
                                on conflict (port, host) do nothing
                            """, port.id(), host.value(), name, port.residence(), port.network());
                    keep(tx, port);
                }
                case NetworkSpec network ->
                    tx.update(
                            "insert into vni (vni, network) values (?, ?) on conflict do nothing",
                            network.vni(),
                            network.id());
                default -> {}
            }
        }
    }

    /// Holds its addresses, as far as their subnets are known and nobody else has them.
    private static void keep(Tx tx, PortSpec port) {
        int place = 0;
        for (var ip : port.fixedIps()) {
            tx.update("""
                    insert into port_address (subnet, ip, port, place)
                    select id, ?::inet, ?, ? from subnet where id = ? and network = ?
                        on conflict do nothing
                    """, ip.ip(), port.id(), place++, ip.subnet(), port.network());
        }
    }

    /// Makes ports of those strangers whose networks are known, and plugs them in where they are.
    ///
    /// @param ports in the order of the instance's cards
    /// @return those that are ports now
    List<UUID> adopt(Tx tx, UUID project, UUID instance, HostId host, List<PortSpec> ports, Instant now) {
        var made = new ArrayList<UUID>();
        var wishes = new ArrayList<Bindings.Wish>();
        var name = bindings.name(tx, host);
        for (var spec : ports) {
            boolean fits = tx.exists("select 1 from network where id = ?", spec.network())
                    && !tx.exists("select 1 from port where id = ?", spec.id())
                    && !tx.exists("select 1 from port where network = ? and mac = ?", spec.network(), spec.mac());
            if (!fits) continue;
            var groups = tx.query(
                    "select id from security_group where id = any(?::uuid[]) order by id",
                    row -> row.uuid("id"),
                    spec.securityGroups());
            if (groups.isEmpty() && spec.secured()) groups = List.of(StandardGroup.of(tx, means, project));
            PortStore.insert(tx, List.of(port(spec, project, instance, now)));
            PortStore.join(tx, List.of(spec.id()), groups);
            tx.update(
                    "update port set instance = ?, slot = ?, made = true where id = ?",
                    instance,
                    made.size(),
                    spec.id());
            made.add(spec.id());
            var port = Tables.PORTS.find(tx, spec.id()).orElseThrow();
            wishes.add(new Bindings.Wish(port, spec.residence(), host, name));
        }
        bindings.bind(tx, wishes);
        return made;
    }

    private static Port port(PortSpec spec, UUID project, UUID instance, Instant now) {
        return new Port(
                Standard.fresh(spec.id(), Optional.of(project), "", "", now),
                spec.network(),
                spec.mac(),
                spec.up(),
                List.of(),
                instance.toString(),
                PortOwner.COMPUTE,
                Port.Status.DOWN,
                Optional.empty(),
                spec.secured(),
                List.of(),
                List.of(),
                List.of(),
                "normal",
                PortStore.noProfile(),
                "");
    }
}
