package brume.cloud.hosts;

import brume.base.json.Json;
import brume.base.sql.Asked;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.contract.HostId;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.contract.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// What each host is told, one row for each of its items.
final class OrderStore {
    // One statement for all: each row as a statement of its own costs as much again as the row.
    private static final String HOLD = """
            insert into host_order (host, kind, item, generation, spec, secrets, shared, seen, ordered_at)
            select host, kind, item, nextval('host_order_generation'), spec::jsonb, secrets::uuid[],
                   case when alike then ordered_at end, 0, ordered_at
              from unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::boolean[])
                   as told (host, kind, item, spec, secrets, alike),
                   (select ?::timestamptz as ordered_at) at
                on conflict (host, kind, item) do update
               set generation = nextval('host_order_generation'), spec = coalesce(excluded.spec, host_order.spec),
                   secrets = excluded.secrets, shared = excluded.shared, seen = 0, state = null, fault = null,
                   ordered_at = excluded.ordered_at
             where excluded.spec is null or host_order.spec is distinct from excluded.spec
                or host_order.secrets <> excluded.secrets
            returning host, kind, item, generation
            """;

    /// An order as it was written.
    record Written(HostOrders.Held held, long generation, Instant at) {}

    private record Place(HostId host, ItemKey key) {}

    /// Writes orders unless the hosts are told the same already: rows are locked, and get their generations, in the
    /// order of the list.
    ///
    /// @param items none for the same host and item as another
    /// @return those that have changed
    Asked<Written> hold(Tx tx, Collection<HostOrders.Held> items, Instant now) {
        // Several hosts may be told the very same.
        var texts = new IdentityHashMap<Item, String>();
        var places = new HashMap<Place, HostOrders.Held>();
        for (var held : items) places.put(new Place(held.host(), held.item().key()), held);
        return tx.ask(
                HOLD,
                row -> new Written(
                        places.get(new Place(
                                new HostId(row.uuid("host")),
                                new ItemKey(row.word("kind", ItemKey.Kind.class), row.uuid("item")))),
                        row.whole("generation"),
                        now),
                items.stream().map(held -> held.host().value()).toList(),
                items.stream().map(held -> held.item().key().kind()).toList(),
                items.stream().map(held -> held.item().id()).toList(),
                items.stream()
                        .map(held -> held.share() == HostOrders.Share.AGAIN
                                ? Optional.empty()
                                : Optional.of(texts.computeIfAbsent(held.item(), Json::text)))
                        .toList(),
                items.stream().map(held -> array(held.secrets())).toList(),
                items.stream()
                        .map(held -> held.share() != HostOrders.Share.NONE)
                        .toList(),
                now);
    }

    private static String array(List<UUID> ids) {
        return ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }

    Asked<HostOrders.Holding> holdings(Tx tx, Collection<ItemKey> keys) {
        return tx.ask(
                """
                select o.kind, o.item, o.host, o.shared is not distinct from o.ordered_at as alike
                  from unnest(?::text[], ?::uuid[]) as k (kind, item)
                  join host_order o on o.kind = k.kind and o.item = k.item
                 where o.spec is not null
                """,
                row -> new HostOrders.Holding(
                        new HostId(row.uuid("host")),
                        new ItemKey(row.word("kind", ItemKey.Kind.class), row.uuid("item")),
                        row.flag("alike")),
                keys.stream().map(ItemKey::kind).toList(),
                keys.stream().map(ItemKey::id).toList());
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

    /// Orders that hosts have not spoken of yet, those to let go before those to hold; hosts that have spoken of all
    /// are left out.
    ///
    /// @param flying generations of orders that are on their way, and not to be read again
    Map<HostId, List<Order>> open(Reads reads, Collection<HostId> hosts, Collection<Long> flying) {
        var rows = reads.query(
                """
                        select host, kind, item, generation, spec is null as tombstone,
                               case when shared is distinct from ordered_at then spec end as spec
                          from host_order
                         where host = any(?::uuid[]) and seen < generation
                           and generation not in (select unnest(?::bigint[]))
                         order by host, spec is not null, generation
                        """, OrderStore::open, hosts.stream().map(HostId::value).toList(), flying);
        var alike = rows.stream().filter(Open::alike).map(Open::key).collect(Collectors.toSet());
        var whole = alike.isEmpty() ? Map.<ItemKey, Item>of() : SharedStore.whole(reads, alike);
        var open = new HashMap<HostId, List<Order>>();
        for (var row : rows) {
            row.order(whole)
                    .ifPresent(order -> open.computeIfAbsent(row.host, host -> new ArrayList<>())
                            .add(order));
        }
        return open;
    }

    /// @param own what this host alone is told; of what it is told as others are, and of tombstones, nothing
    private record Open(HostId host, ItemKey key, long generation, boolean tombstone, Optional<String> own) {
        boolean alike() {
            return !tombstone && own.isEmpty();
        }

        /// Nothing for what nobody is told of any more since the row was read: its tombstone follows.
        Optional<Order> order(Map<ItemKey, Item> whole) {
            if (tombstone) return Optional.of(new Order.Remove(key, generation));
            return own.<Item>map(spec -> Json.read(spec, key.kind().type()))
                    .or(() -> Optional.ofNullable(whole.get(key)).map(item -> item.on(host)))
                    .map(item -> new Order.Hold(item, generation));
        }
    }

    private static Open open(Row row) {
        return new Open(
                new HostId(row.uuid("host")),
                new ItemKey(row.word("kind", ItemKey.Kind.class), row.uuid("item")),
                row.whole("generation"),
                row.flag("tombstone"),
                row.optText("spec"));
    }

    /// Opens orders again that hosts were thought to have, and have not.
    ///
    /// @param held what each host holds, in which generation
    /// @return generations of what each of those that are to be told something lacks, or has not spoken of
    Map<HostId, Map<ItemKey, Long>> reopen(Tx tx, Map<HostId, Map<ItemKey, Long>> held) {
        record Known(HostId host, ItemKey key, long generation, boolean open) {}
        var hosts = new HashMap<HostId, Map<ItemKey, Long>>();
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
                .peek(known -> hosts.computeIfAbsent(known.host, host -> new HashMap<>())
                        .put(known.key, known.generation))
                .filter(known -> !known.open)
                .map(known -> new Object[] {known.host.value(), known.key.kind(), known.key.id()})
                .toList();
        if (!lost.isEmpty()) {
            tx.batch("update host_order set seen = 0, state = null where host = ? and kind = ? and item = ?", lost);
        }
        return hosts;
    }

    /// Of what a host has an older order than the newest, or none, and in which generation it will get it.
    Map<ItemKey, Long> lacking(Reads reads, HostId host, Map<ItemKey, Long> held) {
        var lacking = new HashMap<ItemKey, Long>();
        for (var order : standing(reads, host)) {
            if (held.getOrDefault(order.key(), 0L) < order.generation()) lacking.put(order.key(), order.generation());
        }
        return lacking;
    }

    List<HostOrders.Told> told(Reads reads, ItemKey.Kind kind, Collection<UUID> items) {
        return reads.query(
                """
                select host, item, spec is null as tombstone from host_order where kind = ? and item = any(?::uuid[])
                union all
                select host, item, true from stranger where kind = ? and item = any(?::uuid[])
                """,
                row -> new HostOrders.Told(new HostId(row.uuid("host")), row.uuid("item"), row.flag("tombstone")),
                kind,
                items,
                kind,
                items);
    }

    List<HostOrders.Told> unconfirmed(Reads reads, ItemKey.Kind kind, Collection<UUID> items) {
        return reads.query(
                """
                select host, item, spec is null as tombstone from host_order
                 where kind = ? and item = any(?::uuid[])
                   and (spec is null or seen < generation or state is distinct from 'HELD')
                """,
                row -> new HostOrders.Told(new HostId(row.uuid("host")), row.uuid("item"), row.flag("tombstone")),
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
}
