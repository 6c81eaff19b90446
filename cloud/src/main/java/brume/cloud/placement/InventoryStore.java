package brume.cloud.placement;

import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.contract.HostId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Room and claims.
final class InventoryStore {
    /// Capacity and use of one host.
    record Stock(Room capacity, Room used) {
        static final Stock NONE = new Stock(Room.NONE, Room.NONE);
    }

    private record Line(HostId host, ResourceClass type, long capacity, long used) {}

    /// Each host's stock.
    Map<HostId, Stock> all(Reads reads) {
        return stocks(reads.query("select host, class, capacity, used from inventory", InventoryStore::line));
    }

    /// The stock of some hosts.
    Map<HostId, Stock> of(Reads reads, Collection<HostId> hosts) {
        return stocks(reads.query(
                "select host, class, capacity, used from inventory where host = any(?::uuid[])",
                InventoryStore::line,
                hosts.stream().map(HostId::value).toList()));
    }

    /// The stock of some hosts, which nobody else changes until the transaction ends.
    Map<HostId, Stock> locked(Tx tx, Collection<HostId> hosts) {
        return stocks(tx.query(
                """
                select host, class, capacity, used from inventory
                 where host = any(?) order by host, class
                   for update
                """, InventoryStore::line, hosts.stream().map(HostId::value).toList()));
    }

    private static Line line(brume.base.sql.Row row) {
        return new Line(
                new HostId(row.uuid("host")),
                row.word("class", ResourceClass.class),
                row.whole("capacity"),
                row.whole("used"));
    }

    private static Map<HostId, Stock> stocks(List<Line> lines) {
        var stocks = new HashMap<HostId, Stock>();
        for (var line : lines) {
            var old = stocks.getOrDefault(line.host, Stock.NONE);
            stocks.put(
                    line.host,
                    new Stock(old.capacity.with(line.type, line.capacity), old.used.with(line.type, line.used)));
        }
        return stocks;
    }

    /// Sets what hosts have. One that has shrunk below its use is full: nobody is thrown out.
    void capacity(Tx tx, Map<HostId, Room> rooms) {
        var rows = new ArrayList<Object[]>();
        rooms.forEach((host, room) -> {
            for (var type : ResourceClass.values()) rows.add(new Object[] {host.value(), type, room.of(type)});
        });
        tx.batch("""
                insert into inventory (host, class, capacity) values (?, ?, ?)
                    on conflict (host, class) do update
                   set capacity = greatest(excluded.capacity, inventory.used)
                 where inventory.capacity is distinct from greatest(excluded.capacity, inventory.used)
                """, rows);
    }

    /// Claims room on locked hosts, for one residence each.
    void claim(Tx tx, Map<UUID, HostId> homes, Map<UUID, Room> rooms) {
        var residences = new ArrayList<UUID>();
        var hosts = new ArrayList<UUID>();
        var types = new ArrayList<ResourceClass>();
        var amounts = new ArrayList<Long>();
        homes.forEach((residence, host) -> {
            for (var type : ResourceClass.values()) {
                residences.add(residence);
                hosts.add(host.value());
                types.add(type);
                amounts.add(rooms.get(residence).of(type));
            }
        });
        tx.later("""
                with claimed as (
                    insert into claim (residence, host, class, amount)
                    select * from unnest(?::uuid[], ?::uuid[], ?::text[], ?::bigint[])
                    returning host, class, amount)
                update inventory i set used = i.used + c.amount
                  from (select host, class, sum(amount) as amount from claimed group by host, class) c
                 where i.host = c.host and i.class = c.class
                """, residences, hosts, types, amounts);
    }

    /// Claims room for what is there already: a host that has less is full.
    void occupy(Tx tx, HostId host, UUID residence, Room room) {
        var locked = locked(tx, List.of(host)).getOrDefault(host, Stock.NONE);
        capacity(tx, Map.of(host, locked.capacity()));
        for (var type : ResourceClass.values()) {
            tx.update(
                    "update inventory set capacity = greatest(capacity, used + ?) where host = ? and class = ?",
                    room.of(type),
                    host.value(),
                    type);
        }
        claim(tx, Map.of(residence, host), Map.of(residence, room));
    }

    /// Gives a residence's claims back.
    void release(Tx tx, UUID residence) {
        tx.query("""
                select 1 from inventory i join claim c on c.host = i.host and c.class = i.class
                 where c.residence = ? order by i.host, i.class
                   for update of i
                """, row -> true, residence);
        tx.update("""
                with gone as (delete from claim where residence = ? returning host, class, amount)
                update inventory i set used = i.used - gone.amount
                  from gone where i.host = gone.host and i.class = gone.class
                """, residence);
    }

    /// The host is gone, and all claims with it.
    void forget(Tx tx, HostId host) {
        tx.update("delete from claim where host = ?", host.value());
        tx.update("delete from inventory where host = ?", host.value());
    }

    /// Hosts whose use is not the sum of their claims: none, or there is a bug.
    List<HostId> wrong(Reads reads) {
        return reads.query("""
                select distinct i.host as host
                  from inventory i
                  left join (select host, class, sum(amount) as amount from claim group by host, class) c
                    on c.host = i.host and c.class = i.class
                 where i.used <> coalesce(c.amount, 0)
                """, row -> new HostId(row.uuid("host")));
    }
}
