package brume.cloud.hosts;

import brume.base.json.Json;
import brume.base.sql.Asked;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.contract.Item;
import brume.contract.ItemKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// What several hosts are told alike, once for all of them (ADR 20).
final class SharedStore {
    private SharedStore() {}

    /// Writes what hosts are to be told alike.
    ///
    /// @param items    each as it is for all of them
    /// @param known    as they are told by now
    /// @param holdings who is told to hold them now
    /// @return the orders that change by that, yet to be written
    static List<HostOrders.Held> share(
            Tx tx,
            Map<ItemKey, HostOrders.Shared> items,
            Collection<Item> known,
            Collection<HostOrders.Holding> holdings) {
        if (items.isEmpty()) return List.of();
        var before = known.stream().collect(Collectors.toMap(Item::key, item -> item));
        var sharing = holdings.stream()
                .filter(HostOrders.Holding::alike)
                .collect(Collectors.groupingBy(
                        HostOrders.Holding::item, Collectors.mapping(HostOrders.Holding::host, Collectors.toSet())));
        var changed = new ArrayList<Item>();
        var orders = new ArrayList<HostOrders.Held>();
        items.forEach((key, shared) -> {
            var old = Optional.ofNullable(before.get(key));
            var now = shared.item();
            if (!old.equals(Optional.of(now)) && !shared.hosts().isEmpty()) changed.add(now);
            for (var host : shared.hosts()) {
                if (!sharing.getOrDefault(key, Set.of()).contains(host)) {
                    orders.add(new HostOrders.Held(host, now.on(host), List.of(), HostOrders.Share.FIRST));
                } else if (old.filter(was -> was.on(host).equals(now.on(host))).isEmpty()) {
                    orders.add(new HostOrders.Held(host, now, List.of(), HostOrders.Share.AGAIN));
                }
            }
        });
        keep(tx, changed);
        return orders;
    }

    private static void keep(Tx tx, List<Item> whole) {
        if (whole.isEmpty()) return;
        tx.later(
                """
                insert into shared_spec (kind, item, spec)
                select kind, item, spec::jsonb from unnest(?::text[], ?::uuid[], ?::text[]) as whole (kind, item, spec)
                    on conflict (kind, item) do update set spec = excluded.spec
                """,
                whole.stream().map(item -> item.key().kind()).toList(),
                whole.stream().map(Item::id).toList(),
                whole.stream().map(Json::text).toList());
    }

    /// Nobody is told of these alike any more.
    static void unshare(Tx tx, Collection<ItemKey> keys) {
        if (keys.isEmpty()) return;
        tx.update(
                "delete from shared_spec where (kind, item) in (select * from unnest(?::text[], ?::uuid[]))",
                kinds(keys),
                ids(keys));
    }

    private static final String WHOLE = """
            select s.kind, s.spec from unnest(?::text[], ?::uuid[]) as k (kind, item)
              join shared_spec s on s.kind = k.kind and s.item = k.item
            """;

    /// Those that are told alike, whole.
    static Map<ItemKey, Item> whole(Reads reads, Collection<ItemKey> keys) {
        var items = reads.query(WHOLE, SharedStore::item, kinds(keys), ids(keys));
        return items.stream().collect(Collectors.toMap(Item::key, item -> item));
    }

    /// As the other.
    static Asked<Item> ask(Tx tx, Collection<ItemKey> keys) {
        return tx.ask(WHOLE, SharedStore::item, kinds(keys), ids(keys));
    }

    private static Item item(Row row) {
        return Json.read(row.text("spec"), row.word("kind", ItemKey.Kind.class).type());
    }

    private static List<ItemKey.Kind> kinds(Collection<ItemKey> keys) {
        return keys.stream().map(ItemKey::kind).toList();
    }

    private static List<UUID> ids(Collection<ItemKey> keys) {
        return keys.stream().map(ItemKey::id).toList();
    }
}
