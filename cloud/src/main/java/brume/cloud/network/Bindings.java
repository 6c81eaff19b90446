package brume.cloud.network;

import brume.base.sql.Tx;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.HostListener;
import brume.cloud.hosts.HostOrders;
import brume.cloud.hosts.Hosts;
import brume.contract.HostId;
import brume.contract.ItemKey;
import brume.contract.ItemSeen;
import brume.contract.PortSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Where ports are plugged in, and what their hosts say of them.
final class Bindings implements HostListener {
    private final Hosts hosts;
    private final Due due;

    Bindings(Hosts hosts, Due due) {
        this.hosts = hosts;
        this.due = due;
    }

    private record Binding(HostId host, UUID residence) {}

    /// A port to be plugged in.
    ///
    /// @param name of the host
    record Wish(Port port, UUID residence, HostId host, String name) {}

    void bind(Tx tx, Port port, UUID residence, HostId host) {
        bind(tx, List.of(new Wish(port, residence, host, name(tx, host))));
    }

    String name(Tx tx, HostId host) {
        return hosts.find(tx, host).map(Host::name).orElse(host.toString());
    }

    void bind(Tx tx, Collection<Wish> wishes) {
        hosts.orders().hold(tx, plug(tx, wishes));
    }

    /// @return what the hosts are to be told, yet to be written
    List<HostOrders.Held> plug(Tx tx, Collection<Wish> wishes) {
        if (wishes.isEmpty()) return List.of();
        var rows = new ArrayList<Object[]>();
        var items = new ArrayList<HostOrders.Held>();
        for (var wish : wishes) {
            rows.add(new Object[] {wish.port.id(), wish.host.value(), wish.name, wish.residence, wish.port.network()});
            items.add(new HostOrders.Held(wish.host, spec(wish.port, wish.residence)));
        }
        tx.laterAll("""
            insert into port_binding (port, host, host_name, residence, network, wanted, up)
            values (?, ?, ?, ?, ?, true, false)
                on conflict (port, host) do update
               set residence = excluded.residence, host_name = excluded.host_name, wanted = true, fault = null
            """, rows);
        tx.later(
                "update port set revision = revision + 1 where id = any(?::uuid[])",
                wishes.stream().map(wish -> wish.port.id()).toList());
        due.plugged(tx, wishes);
        return items;
    }

    /// Tells the port's host, and the guest behind it, how the port is now.
    void refresh(Tx tx, Port port) {
        for (var binding : of(tx, port.id())) hosts.orders().hold(tx, binding.host, spec(port, binding.residence));
        due.cards(tx, List.of(port.id()));
    }

    /// Pulls the plug. What the port had stays held until its host has confirmed it.
    void unbind(Tx tx, Port port) {
        for (var binding : of(tx, port.id())) {
            boolean told = hosts.orders().remove(tx, binding.host, new ItemKey(ItemKey.Kind.PORT, port.id()));
            if (told) {
                tx.update(
                        "update port_binding set wanted = false, up = false where port = ? and host = ?",
                        port.id(),
                        binding.host.value());
            } else {
                tx.update("delete from port_binding where port = ? and host = ?", port.id(), binding.host.value());
            }
        }
        due.pulled(tx, port);
    }

    /// Keeps a name for addresses that leave a port, until its hosts have confirmed what the port has now.
    ///
    /// @return whether any host may have them
    static boolean keep(Tx tx, UUID port, UUID leaving) {
        return tx.update("""
                        insert into port_binding (port, host, host_name, residence, network, wanted, up, leaves)
                        select ?, host, host_name, residence, network, false, false, port
                          from port_binding where port = ?
                        """, leaving, port) > 0;
    }

    private static List<Binding> of(Tx tx, UUID port) {
        return tx.query(
                "select host, residence from port_binding where port = ? and wanted order by host",
                row -> new Binding(new HostId(row.uuid("host")), row.uuid("residence")),
                port);
    }

    static PortSpec spec(Port port, UUID residence) {
        return new PortSpec(
                port.id(),
                residence,
                port.network(),
                port.mac(),
                port.fixedIps().stream()
                        .map(ip -> new PortSpec.FixedIp(ip.subnet(), ip.ip().toString()))
                        .toList(),
                hostname(port),
                port.adminUp(),
                port.portSecurity(),
                port.securityGroups(),
                port.pairs().stream()
                        .map(pair -> new PortSpec.AllowedPair(
                                pair.ip().toString(), pair.mac().orElse(port.mac())))
                        .toList(),
                DhcpOptions.told(port));
    }

    /// `host-10-0-0-5`
    private static Optional<String> hostname(Port port) {
        return port.fixedIps().stream()
                .findFirst()
                .map(ip -> "host-" + ip.ip().toString().replaceAll("[.:]+", "-").replaceAll("-$", ""));
    }

    @Override
    public void seen(Tx tx, List<News> news) {
        var plugs = new PlugNews();
        var gone = new ArrayList<UUID>();
        var routers = new LinkedHashSet<UUID>();
        for (var of : news) {
            for (var item : of.items()) {
                switch (item.key().kind()) {
                    case PORT -> plugs.add(of.host(), item);
                    case NETWORK -> {
                        if (item.state() == ItemSeen.State.REMOVED)
                            gone.add(item.key().id());
                    }
                    case ROUTER -> routers.add(item.key().id());
                    case EXTERNAL_NETWORK, SECURITY_GROUP, GUEST -> {}
                }
            }
        }
        var left = plugs.write(tx);
        if (!left.isEmpty()) freeAddresses(tx, left);
        gone.stream().sorted().forEach(network -> freeVni(tx, network));
        if (!routers.isEmpty()) outside(tx, routers);
    }

    /// What hosts have confirmed of these routers may be free.
    void outside(Tx tx, Collection<UUID> routers) {
        var ports = OutsideHolds.release(tx, hosts.orders(), routers);
        if (!ports.isEmpty()) freeAddresses(tx, ports);
    }

    /// Addresses of ports that are gone are free when no host has anything left of the port.
    ///
    /// Whoever lets go of something of them calls this after it: of two at the same time each sees what the other
    /// one still has; so the later one has to wait, and looks after that.
    boolean freeAddresses(Tx tx, Collection<UUID> ports) {
        tx.later("select 1 from port_address where port = any(?::uuid[]) order by subnet, ip for update", ports);
        return tx.update("""
            delete from port_address a
             where a.port = any(?::uuid[]) and not exists (select 1 from port p where p.id = a.port)
               and not exists (select 1 from port_binding b where b.port = a.port)
               and not exists (select 1 from outside_hold h where h.port = a.port)
            """, ports) > 0;
    }

    /// Forgets a plug that is not wanted, when its host is told nothing of the port.
    ///
    /// @return whether it was so
    boolean letGo(Tx tx, UUID port, HostId host) {
        var asked = tx.query(
                "select coalesce(leaves, port) as port from port_binding where port = ? and host = ?",
                row -> row.uuid("port"),
                port,
                host.value());
        boolean told = hosts.orders().told(tx, ItemKey.Kind.PORT, asked).stream()
                .anyMatch(order -> order.host().equals(host));
        if (told) return false;
        int gone = tx.update("delete from port_binding where port = ? and host = ? and not wanted", port, host.value());
        freeAddresses(tx, List.of(port));
        return gone > 0;
    }

    @Override
    public void removed(Tx tx, HostId host) {
        var ports = tx.query(
                "delete from port_binding where host = ? returning port", row -> row.uuid("port"), host.value());
        freeAddresses(tx, ports);
        freeAddresses(tx, OutsideHolds.removed(tx, host));
        tx.query("""
            select v.network from vni v
             where not exists (select 1 from network n where n.id = v.network)
             order by v.network
            """, row -> row.uuid("network")).forEach(network -> freeVni(tx, network));
    }

    /// What was to be pulled is pulled, and what has left a router or a port is not there any more.
    @Override
    public void fenced(Tx tx, HostId host) {
        var ports = tx.query(
                "delete from port_binding where host = ? and not wanted returning port",
                row -> row.uuid("port"),
                host.value());
        if (!ports.isEmpty()) freeAddresses(tx, ports);
        var outside = OutsideHolds.fenced(tx, host);
        if (!outside.isEmpty()) freeAddresses(tx, outside);
    }

    /// A VNI may be used again when no host has anything left of its network. Whoever lets go of it waits for others
    /// that do, as for [#freeAddresses].
    ///
    /// @return whether it can now
    boolean freeVni(Tx tx, UUID network) {
        Vnis.lock(tx, network);
        if (hosts.orders().anywhere(tx, new ItemKey(ItemKey.Kind.NETWORK, network))) return false;
        return tx.update("""
            delete from vni where network = ? and not exists (select 1 from network n where n.id = vni.network)
            """, network) > 0;
    }
}
