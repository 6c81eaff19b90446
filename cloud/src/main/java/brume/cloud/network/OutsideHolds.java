package brume.cloud.network;

import brume.base.sql.Tx;
import brume.cloud.hosts.HostOrders;
import brume.contract.HostId;
import brume.contract.ItemKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/// Addresses outside that hosts may still answer at: of gateways and floating addresses that have left a router. Each
/// stays taken until all hosts that were told of the router have confirmed what they were told since, or are fenced or
/// removed.
final class OutsideHolds {
    private OutsideHolds() {}

    /// The addresses of a port leave a router, which is about to be planned anew ([Due#router]).
    static void add(Tx tx, HostOrders orders, UUID port, UUID router) {
        var rows = new ArrayList<Object[]>();
        for (var told : orders.told(tx, ItemKey.Kind.ROUTER, List.of(router))) {
            rows.add(new Object[] {port, told.host().value(), router});
        }
        if (rows.isEmpty()) return;
        tx.batch("insert into outside_hold (port, host, router) values (?, ?, ?) on conflict do nothing", rows);
    }

    private record Hold(UUID router, UUID host) {}

    /// Gives up what hosts have confirmed by now, of routers that need no new plan.
    ///
    /// @return ports of which something is free
    static List<UUID> release(Tx tx, HostOrders orders, Collection<UUID> routers) {
        if (routers.isEmpty()) return List.of();
        // Who plans, and who hears of a host, may do so at the same time, and each sees the other one's work undone.
        tx.later(
                "select 1 from outside_hold where router = any(?::uuid[]) order by port, router, host for update",
                routers);
        var holds = new HashSet<>(tx.query("""
            select distinct h.router, h.host from outside_hold h
             where h.router = any(?::uuid[])
               and not exists (select 1 from network_due d where d.kind = 'ROUTER' and d.id = h.router)
            """, row -> new Hold(row.uuid("router"), row.uuid("host")), routers));
        if (holds.isEmpty()) return List.of();
        orders.unconfirmed(tx, ItemKey.Kind.ROUTER, routers)
                .forEach(order ->
                        holds.remove(new Hold(order.item(), order.host().value())));
        var freed = new HashSet<UUID>();
        for (var hold : holds) {
            freed.addAll(tx.query(
                    "delete from outside_hold where router = ? and host = ? returning port",
                    row -> row.uuid("port"),
                    hold.router,
                    hold.host));
        }
        return List.copyOf(freed);
    }

    /// A host is off, and holds nothing before it has heard of all. What is yet to be planned it has not been told,
    /// and that stays.
    ///
    /// @return ports of which something is free
    static List<UUID> fenced(Tx tx, HostId host) {
        return tx.query("""
                delete from outside_hold h
                 where h.host = ?
                   and not exists (select 1 from network_due d where d.kind = 'ROUTER' and d.id = h.router)
                returning h.port
                """, row -> row.uuid("port"), host.value());
    }

    /// A host is gone for good.
    ///
    /// @return ports of which something is free
    static List<UUID> removed(Tx tx, HostId host) {
        return tx.query(
                "delete from outside_hold where host = ? returning port", row -> row.uuid("port"), host.value());
    }
}
