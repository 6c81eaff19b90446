package brume.cloud.hosts;

import brume.base.json.Json;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.contract.HostId;
import brume.contract.HostReport;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.contract.ItemSeen;
import brume.contract.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// What each host is told, one row for each of its items.
final class OrderStore {
    private static final String HOLD = """
            insert into host_order (host, kind, item, generation, spec, secrets, seen, ordered_at)
            values (?, ?, ?, nextval('host_order_generation'), ?, ?::uuid[], 0, ?)
                on conflict (host, kind, item) do update
               set generation = nextval('host_order_generation'), spec = excluded.spec, secrets = excluded.secrets,
                   seen = 0, state = null, fault = null, ordered_at = excluded.ordered_at
             where host_order.spec is distinct from excluded.spec or host_order.secrets <> excluded.secrets
            """;

    /// Writes an order unless the host is told the same already.
    ///
    /// @return whether anything changed
    boolean hold(Tx tx, HostId host, Item item, Instant now) {
        return tx.update(HOLD, values(new Hosts.Held(host, item), now)) > 0;
    }

    void hold(Tx tx, Collection<Hosts.Held> items, Instant now) {
        tx.batch(HOLD, items.stream().map(held -> values(held, now)).toList());
    }

    private static Object[] values(Hosts.Held held, Instant now) {
        var item = held.item();
        return new Object[] {
            held.host().value(), item.key().kind(), item.id(), Json.MAPPER.valueToTree(item), held.secrets(), now
        };
    }

    /// Turns an item's order into a tombstone.
    ///
    /// @return whether the host was told to hold it
    boolean remove(Tx tx, HostId host, ItemKey item, Instant now) {
        return tx.update("""
                        update host_order
                           set generation = nextval('host_order_generation'), spec = null, secrets = '{}', seen = 0,
                               state = null, fault = null, ordered_at = ?
                         where host = ? and kind = ? and item = ? and spec is not null
                        """, now, host.value(), item.kind(), item.id()) > 0;
    }

    /// An order that its host has not spoken of yet.
    record Waiting(HostId host, ItemKey key, long generation) {
        /// Before all others.
        static final Waiting FIRST =
                new Waiting(new HostId(new UUID(0, 0)), new ItemKey(ItemKey.Kind.NETWORK, new UUID(0, 0)), 0);
    }

    /// A page of those, by host.
    List<Waiting> waiting(Reads reads, Waiting after, int limit) {
        return reads.query(
                """
                select host, kind, item, generation from host_order
                 where seen < generation and (host, generation) > (?, ?)
                 order by host, generation limit ?
                """,
                row -> new Waiting(
                        new HostId(row.uuid("host")),
                        new ItemKey(row.word("kind", ItemKey.Kind.class), row.uuid("item")),
                        row.whole("generation")),
                after.host.value(),
                after.generation,
                limit);
    }

    /// Orders that hosts have not spoken of yet, the oldest first; hosts that have spoken of all are left out.
    Map<HostId, List<Order>> open(Reads reads, Collection<HostId> hosts) {
        var open = new HashMap<HostId, List<Order>>();
        reads.query(
                        """
                        select host, kind, item, generation, spec from host_order
                         where host = any(?::uuid[]) and seen < generation
                         order by host, generation
                        """,
                        row -> Map.entry(new HostId(row.uuid("host")), order(row)),
                        hosts.stream().map(HostId::value).toList())
                .forEach(entry -> open.computeIfAbsent(entry.getKey(), host -> new ArrayList<>())
                        .add(entry.getValue()));
        return open;
    }

    /// Opens orders again that hosts were thought to have, and have not.
    ///
    /// @param held what each host holds, in which generation
    /// @return the hosts that are to be told something
    Set<HostId> reopen(Tx tx, Map<HostId, Map<ItemKey, Long>> held) {
        record Known(HostId host, ItemKey key, long generation, boolean open) {}
        var hosts = new HashSet<HostId>();
        var lost = tx
                .query(
                        """
                        select host, kind, item, generation, seen < generation as open
                          from host_order where host = any(?::uuid[]) order by kind, item, host
                        """,
                        row -> new Known(
                                new HostId(row.uuid("host")),
                                new ItemKey(row.word("kind", ItemKey.Kind.class), row.uuid("item")),
                                row.whole("generation"),
                                row.flag("open")),
                        held.keySet().stream().map(HostId::value).toList())
                .stream()
                .filter(known -> known.open || held.get(known.host).getOrDefault(known.key, 0L) < known.generation)
                .peek(known -> hosts.add(known.host))
                .filter(known -> !known.open)
                .map(known -> new Object[] {known.host.value(), known.key.kind(), known.key.id()})
                .toList();
        if (!lost.isEmpty()) {
            tx.batch("update host_order set seen = 0, state = null where host = ? and kind = ? and item = ?", lost);
        }
        return hosts;
    }

    /// A word of a host.
    private record Word(HostId host, ItemSeen item) {}

    /// Records what hosts have said. Words about older orders than the newest are dropped, and so is what is known.
    ///
    /// @return what was news of each host
    Map<HostId, List<ItemSeen>> seen(Tx tx, List<HostReport> reports) {
        var rows = new ArrayList<Object[]>();
        var gone = new ArrayList<Object[]>();
        var told = new ArrayList<Word>();
        var goneTold = new ArrayList<Word>();
        for (var word : sorted(reports)) {
            var item = word.item;
            var host = word.host.value();
            switch (item.state()) {
                case HELD, FAILED -> {
                    rows.add(new Object[] {
                        item.generation(),
                        item.state().name(),
                        item.fault(),
                        host,
                        item.key().kind(),
                        item.key().id(),
                        item.generation(),
                        item.generation(),
                        item.state().name(),
                        item.fault()
                    });
                    told.add(word);
                }
                case REMOVED -> {
                    gone.add(new Object[] {host, item.key().kind(), item.key().id(), item.generation()});
                    goneTold.add(word);
                }
                case UNKNOWN -> {}
            }
        }
        var news = new HashMap<HostId, List<ItemSeen>>();
        if (!rows.isEmpty()) {
            collect(news, told, tx.batch("""
                            update host_order set seen = ?, state = ?, fault = ?
                             where host = ? and kind = ? and item = ? and generation = ?
                               and (seen <> ? or state is distinct from ? or fault is distinct from ?)
                            """, rows));
        }
        if (!gone.isEmpty()) {
            collect(news, goneTold, tx.batch("""
                delete from host_order
                 where host = ? and kind = ? and item = ? and generation <= ? and spec is null
                """, gone));
        }
        return news;
    }

    private static List<Word> sorted(List<HostReport> reports) {
        // One order of locking for all reports.
        return reports.stream()
                .flatMap(report -> report.items().stream().map(item -> new Word(report.host(), item)))
                .sorted(Comparator.comparing((Word word) -> word.item.key().kind())
                        .thenComparing(word -> word.item.key().id())
                        .thenComparing(word -> word.host.value()))
                .toList();
    }

    private static void collect(Map<HostId, List<ItemSeen>> news, List<Word> told, int[] changed) {
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] == 0) continue;
            var word = told.get(i);
            news.computeIfAbsent(word.host, host -> new ArrayList<>()).add(word.item);
        }
    }

    List<Hosts.Told> told(Reads reads, ItemKey.Kind kind, Collection<UUID> items) {
        return reads.query(
                """
                select host, item, spec is null as tombstone from host_order where kind = ? and item = any(?::uuid[])
                union all
                select host, item, true from stranger where kind = ? and item = any(?::uuid[])
                """,
                row -> new Hosts.Told(new HostId(row.uuid("host")), row.uuid("item"), row.flag("tombstone")),
                kind,
                items,
                kind,
                items);
    }

    List<Hosts.Told> unconfirmed(Reads reads, ItemKey.Kind kind, Collection<UUID> items) {
        return reads.query(
                """
                select host, item, spec is null as tombstone from host_order
                 where kind = ? and item = any(?::uuid[])
                   and (spec is null or seen < generation or state is distinct from 'HELD')
                """,
                row -> new Hosts.Told(new HostId(row.uuid("host")), row.uuid("item"), row.flag("tombstone")),
                kind,
                items);
    }

    List<UUID> items(Reads reads, ItemKey.Kind kind, UUID after, int limit) {
        return reads.query("""
            select distinct item from host_order
             where kind = ? and spec is not null and item > ? order by item limit ?
            """, row -> row.uuid("item"), kind, after, limit);
    }

    /// An order as it stands.
    ///
    /// @param held whether the host has said that it holds it
    record Standing(ItemKey key, long generation, boolean tombstone, boolean held) {}

    /// All that a host is told.
    List<Standing> standing(Reads reads, HostId host) {
        return reads.query(
                """
                select kind, item, generation, spec is null as tombstone,
                       seen >= generation and state = 'HELD' as held
                  from host_order where host = ?
                """,
                row -> new Standing(
                        new ItemKey(row.word("kind", ItemKey.Kind.class), row.uuid("item")),
                        row.whole("generation"),
                        row.flag("tombstone"),
                        row.flag("held")),
                host.value());
    }

    /// Opens an order again that the host was thought to have.
    ///
    /// @return whether it is still the same
    boolean reopen(Tx tx, HostId host, ItemKey item, long generation) {
        return tx.update("""
            update host_order set seen = 0, state = null
             where host = ? and kind = ? and item = ? and generation = ?
            """, host.value(), item.kind(), item.id(), generation) > 0;
    }

    /// Gives an order a generation of this epoch: it is sent again, and is newer than all that the host knows.
    void renew(Tx tx, HostId host, ItemKey item) {
        tx.update("""
                update host_order
                   set generation = nextval('host_order_generation'), seen = 0, state = null, fault = null
                 where host = ? and kind = ? and item = ?
                """, host.value(), item.kind(), item.id());
    }

    /// Writes a tombstone for an item that the host holds, and was not told of.
    void bury(Tx tx, HostId host, ItemKey item, Instant now) {
        tx.update("""
                insert into host_order (host, kind, item, generation, spec, seen, ordered_at)
                values (?, ?, ?, nextval('host_order_generation'), null, 0, ?)
                    on conflict do nothing
                """, host.value(), item.kind(), item.id(), now);
    }

    /// Nothing is asked of the host about this item any more.
    void forget(Tx tx, HostId host, ItemKey item) {
        tx.update(
                "delete from host_order where host = ? and kind = ? and item = ?",
                host.value(),
                item.kind(),
                item.id());
    }

    /// Nothing is asked of the host any more.
    void forget(Tx tx, HostId host) {
        tx.update("delete from host_order where host = ?", host.value());
    }

    /// Whether any host is still told to hold the item, or has not confirmed its removal.
    boolean anywhere(Reads reads, ItemKey item) {
        return reads.exists("""
                select 1 from host_order where kind = ? and item = ?
                union all
                select 1 from stranger where kind = ? and item = ?
                limit 1
                """, item.kind(), item.id(), item.kind(), item.id());
    }

    /// Hosts that are told to hold the item.
    List<HostId> holders(Reads reads, ItemKey item) {
        return reads.query(
                "select host from host_order where kind = ? and item = ? and spec is not null order by host",
                row -> new HostId(row.uuid("host")),
                item.kind(),
                item.id());
    }

    /// Items of a kind that a host is told to hold.
    List<ItemKey> held(Reads reads, HostId host, Collection<ItemKey.Kind> kinds) {
        return reads.query(
                "select kind, item from host_order where host = ? and kind = any(?) and spec is not null",
                row -> new ItemKey(row.word("kind", ItemKey.Kind.class), row.uuid("item")),
                host.value(),
                kinds.stream().map(Enum::name).collect(Collectors.toList()));
    }

    private static Order order(Row row) {
        var kind = row.word("kind", ItemKey.Kind.class);
        long generation = row.whole("generation");
        return row.optText("spec")
                .<Order>map(spec -> new Order.Hold(Json.read(spec, kind.type()), generation))
                .orElseGet(() -> new Order.Remove(new ItemKey(kind, row.uuid("item")), generation));
    }
}
