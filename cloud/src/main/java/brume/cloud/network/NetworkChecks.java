package brume.cloud.network;

import brume.base.sql.Sql;
import brume.cloud.hosts.HostOrders;
import brume.cloud.upkeep.Check;
import brume.cloud.upkeep.Finding;
import brume.contract.HostId;
import brume.contract.ItemKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/// Whether addresses, plugs, VNIs and what hosts are told of networks go together.
final class NetworkChecks {
    private static final String BUG = "no verb leaves it so: a bug, or a hand in the database";
    private static final String LEAKED = "it is held for a port that is gone, and that no host has";
    private static final String UNASKED = "it waits for a word of its host that was never asked for";
    private static final String STALE = "a host is told to hold it, and it is gone";
    private static final String ADDRESSES = """
        select a.port, host(a.ip) as ip, s.project,
               case when p.id is null and not exists (select 1 from port_binding b where b.port = a.port)
                          and not exists (select 1 from outside_hold h where h.port = a.port) then '%s'
                    when not a.ip <<= s.cidr then 'it is not in its subnet'
                    when p.network <> s.network then 'its port is on another network'
               end as wrong
          from port_address a
          join subnet s on s.id = a.subnet
          left join port p on p.id = a.port
         where a.port = any(?::uuid[])
        """.formatted(LEAKED);
    private static final String NETWORKS = """
        select n.id, n.project from network n
         where n.id = any(?::uuid[]) and not exists (select 1 from vni v where v.network = n.id and v.vni = n.vni)
        """;
    private static final String FLOATING = """
        select f.id, f.project from floating_ip f
         where f.id = any(?::uuid[])
           and not exists (select 1 from port_address a where a.port = f.own_port and a.ip = f.ip)
        """;

    private final Sql sql;
    private final HostOrders orders;
    private final Bindings bindings;
    private final Due due;

    NetworkChecks(Sql sql, HostOrders orders, Bindings bindings, Due due) {
        this.sql = sql;
        this.orders = orders;
        this.bindings = bindings;
        this.due = due;
    }

    List<Check> all() {
        var checks = new ArrayList<Check>();
        checks.add(Check.of(
                        "network.addresses",
                        "an address is held for a port of its subnet, or for a host that has not let go of one",
                        sql,
                        "select distinct port as id from port_address where port > ? order by port limit ?",
                        "select * from (" + ADDRESSES + ") x where wrong is not null",
                        row -> Finding.of("address", row.uuid("port") + "/" + row.text("ip"), row.text("wrong"), BUG)
                                .in(row.uuid("project")))
                .repairing(this::freed));
        checks.add(Check.of(
                "network.vnis",
                "a network has its VNI",
                sql,
                Check.ids("network"),
                NETWORKS,
                row -> Finding.of("network", row.uuid("id"), "its VNI is not taken for it", BUG)
                        .in(row.uuid("project"))));
        checks.add(Check.of(
                "network.floating-ips",
                "a floating address is held",
                sql,
                Check.ids("floating_ip"),
                FLOATING,
                row -> Finding.of("floating-ip", row.uuid("id"), "its address is not held for it", BUG)
                        .in(row.uuid("project"))));
        checks.add(Check.of(
                        "network.left-vnis",
                        "a VNI is taken by a network, or by hosts that have not let go of one",
                        (after, limit) -> sql.query("""
                            select network as id from vni
                             where network > ? and not exists (select 1 from network n where n.id = vni.network)
                             order by network limit ?
                            """, row -> row.uuid("id"), after, limit),
                        this::leftVnis)
                .twice()
                .repairing(found -> sql.tx(tx -> bindings.freeVni(tx, UUID.fromString(found.id())))));
        checks.add(Check.of(
                        "network.bindings",
                        "hosts are told of the ports that are plugged in there, and of no others",
                        (after, limit) -> sql.query(
                                "select distinct port as id from port_binding where port > ? order by port limit ?",
                                row -> row.uuid("id"),
                                after,
                                limit),
                        this::plugs)
                .twice()
                .repairing(this::unplugged));
        checks.add(Check.of(
                        "network.outside-holds",
                        "an address outside is held for a host that has yet to let go of it",
                        (after, limit) -> sql.query(
                                "select distinct router as id from outside_hold where router > ? order by router limit"
                                        + " ?",
                                row -> row.uuid("id"),
                                after,
                                limit),
                        page -> held(page).stream()
                                .map(id -> Finding.of(
                                        "router", id, "an address is held for a host that has let go of it", BUG))
                                .toList())
                .twice()
                .repairing(found -> sql.tx(tx -> {
                    bindings.outside(tx, List.of(UUID.fromString(found.id())));
                    return true;
                })));
        for (var kind : List.of(
                ItemKey.Kind.EXTERNAL_NETWORK,
                ItemKey.Kind.NETWORK,
                ItemKey.Kind.SECURITY_GROUP,
                ItemKey.Kind.PORT,
                ItemKey.Kind.ROUTER)) {
            checks.add(told(kind));
        }
        return checks;
    }

    /// Routers of which all hosts have confirmed what they were told.
    private List<UUID> held(List<UUID> routers) {
        var open = new HashSet<UUID>();
        orders.unconfirmed(sql, ItemKey.Kind.ROUTER, routers).forEach(order -> open.add(order.item()));
        return sql.query("""
            select distinct router as id from outside_hold h
             where router = any(?::uuid[]) and not router = any(?::uuid[])
               and not exists (select 1 from network_due d where d.id = h.router)
            """, row -> row.uuid("id"), routers, List.copyOf(open));
    }

    private Check told(ItemKey.Kind kind) {
        var word = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Check.of(
                        "network.told-" + word + "s",
                        "hosts are told to hold what there is",
                        (after, limit) -> orders.items(sql, kind, after, limit),
                        page -> Check.missing(page, there(kind, page)).stream()
                                .map(id -> Finding.of(word, id, STALE, BUG))
                                .toList())
                .twice()
                .repairing(found -> planned(kind, UUID.fromString(found.id())));
    }

    /// Those of a page that there are, or that the planner is yet to look at.
    private List<UUID> there(ItemKey.Kind kind, List<UUID> page) {
        var query = switch (kind) {
            case EXTERNAL_NETWORK, NETWORK -> "select id from network where id = any(?::uuid[])";
            case SECURITY_GROUP -> "select id from security_group where id = any(?::uuid[])";
            case ROUTER -> "select id from router where id = any(?::uuid[])";
            case PORT -> "select port as id from port_binding where wanted and port = any(?::uuid[])";
            case GUEST -> throw new IllegalArgumentException("guests are compute's");
        };
        return sql.query(
                query + " union select id from network_due where id = any(?::uuid[])",
                row -> row.uuid("id"),
                page,
                page);
    }

    private boolean planned(ItemKey.Kind kind, UUID id) {
        sql.run(tx -> {
            switch (kind) {
                case EXTERNAL_NETWORK, NETWORK -> due.network(tx, id);
                case SECURITY_GROUP -> due.groups(tx, Set.of(id));
                case ROUTER -> due.router(tx, id);
                case PORT, GUEST -> {}
            }
        });
        return kind != ItemKey.Kind.PORT;
    }

    private List<Finding> leftVnis(List<UUID> networks) {
        var told = new HashSet<UUID>();
        orders.told(sql, ItemKey.Kind.NETWORK, networks).forEach(order -> told.add(order.item()));
        return networks.stream()
                .filter(id -> !told.contains(id))
                .map(id -> Finding.of("vni", id, "it is taken by a network that is gone, and that no host has", BUG))
                .toList();
    }

    /// @param asked the port that its host is told of
    private record Plug(UUID port, UUID asked, HostId host, boolean wanted, boolean there) {}

    private List<Finding> plugs(List<UUID> ports) {
        var plugs = sql.query(
                """
                select b.port, coalesce(b.leaves, b.port) as asked, b.host, b.wanted,
                       exists (select 1 from port p where p.id = b.port) as there
                  from port_binding b where b.port = any(?::uuid[])
                """,
                row -> new Plug(
                        row.uuid("port"),
                        row.uuid("asked"),
                        new HostId(row.uuid("host")),
                        row.flag("wanted"),
                        row.flag("there")),
                ports);
        var told = new HashSet<>(orders.told(
                sql,
                ItemKey.Kind.PORT,
                plugs.stream().map(Plug::asked).distinct().toList()));
        var findings = new ArrayList<Finding>();
        for (var plug : plugs) {
            boolean hold = told.contains(new HostOrders.Told(plug.host, plug.asked, false));
            boolean tombstone = told.contains(new HostOrders.Told(plug.host, plug.asked, true));
            if (!plug.wanted && !tombstone && !hold) findings.add(finding(plug, UNASKED));
            if (plug.wanted && !hold) findings.add(finding(plug, "it is plugged in, and its host is not told"));
            if (plug.wanted && !plug.there) findings.add(finding(plug, "it is plugged in, and gone"));
        }
        return findings;
    }

    private static Finding finding(Plug plug, String what) {
        return Finding.of("port", plug.port, what, BUG).on(plug.host.value());
    }

    private boolean unplugged(Finding found) {
        if (!found.what().equals(UNASKED)) return false;
        var port = UUID.fromString(found.id());
        return sql.tx(tx -> bindings.letGo(tx, port, new HostId(found.host().orElseThrow())));
    }

    private boolean freed(Finding found) {
        if (!found.what().equals(LEAKED)) return false;
        var port = UUID.fromString(found.id().substring(0, found.id().indexOf('/')));
        return sql.tx(tx -> bindings.freeAddresses(tx, List.of(port)));
    }
}
