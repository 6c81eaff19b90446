package brume.cloud.network;

import brume.base.sql.Asked;
import brume.base.sql.Tx;
import brume.cloud.hosts.HostOrders;
import brume.contract.HostId;
import brume.contract.Item;
import brume.contract.ItemKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which hosts should hold what, of the items that were worked out: whoever else holds one of them is to let go.
final class Plan {
    // As reports lock their rows: kind, then id.
    private static final Comparator<ItemKey> ORDER =
            Comparator.comparing(ItemKey::kind).thenComparing(ItemKey::id);

    /// The kinds that hosts are told of alike.
    private static final Set<ItemKey.Kind> ALIKE = EnumSet.of(ItemKey.Kind.NETWORK, ItemKey.Kind.SECURITY_GROUP);

    private final Map<ItemKey, Map<HostId, Item>> wanted = new TreeMap<>(ORDER);
    private final Map<ItemKey, Item> alike = new HashMap<>();

    /// Says that this item was worked out, though perhaps nobody should hold it.
    void covers(ItemKey key) {
        wanted.computeIfAbsent(key, k -> new HashMap<>());
    }

    void wants(HostId host, Item item) {
        covers(item.key());
        wanted.get(item.key()).put(host, item);
    }

    /// As the other, for several hosts, each of which is told the same but for what is its own ([Item#on]).
    void wants(Collection<HostId> hosts, Item item) {
        hosts.forEach(host -> wants(host, item));
        alike.put(item.key(), item);
    }

    /// Who is to hold what hosts are told alike.
    Map<ItemKey, Set<HostId>> holders() {
        return wanted.entrySet().stream()
                .filter(entry -> ALIKE.contains(entry.getKey().kind()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> Set.copyOf(entry.getValue().keySet())));
    }

    /// What hosts are told by now of what is covered.
    record Before(Asked<HostOrders.Holding> holdings, Asked<Item> alike) {}

    /// Asks for what hosts are told by now, once all that it is about is covered.
    Before before(Tx tx, HostOrders orders) {
        return new Before(
                orders.holdings(tx, wanted.keySet()),
                orders.shared(
                        tx,
                        wanted.keySet().stream()
                                .filter(key -> ALIKE.contains(key.kind()))
                                .toList()));
    }

    /// Writes orders where they differ from what hosts were told.
    void write(Tx tx, HostOrders orders, Before before) {
        if (wanted.isEmpty()) return;
        var holdings = before.holdings.rows();
        var leaving = leaving(holdings);
        var shared = shared(tx, orders, before.alike.rows(), holdings);
        var together = new ArrayList<HostOrders.Held>();
        wanted.forEach((key, byHost) -> {
            if (alike.containsKey(key)) together.addAll(shared.getOrDefault(key, List.of()));
            else sorted(byHost.keySet()).forEach(host -> together.add(new HostOrders.Held(host, byHost.get(host))));
            var gone = leaving.getOrDefault(key, List.of());
            if (gone.isEmpty()) return;
            // Rows are locked in one order, so what comes before goes before.
            orders.hold(tx, together);
            together.clear();
            gone.forEach(host -> orders.remove(tx, host, key));
        });
        orders.hold(tx, together);
    }

    private static List<HostId> sorted(Collection<HostId> hosts) {
        return hosts.stream().sorted(Comparator.comparing(HostId::value)).toList();
    }

    /// The orders that change of what hosts are told alike.
    private Map<ItemKey, List<HostOrders.Held>> shared(
            Tx tx, HostOrders orders, List<Item> before, List<HostOrders.Holding> holdings) {
        var items = new LinkedHashMap<ItemKey, HostOrders.Shared>();
        var nobodys = new HashSet<ItemKey>();
        wanted.forEach((key, byHost) -> {
            if (byHost.isEmpty() && ALIKE.contains(key.kind())) nobodys.add(key);
            if (!alike.containsKey(key)) return;
            items.put(key, new HostOrders.Shared(alike.get(key), new LinkedHashSet<>(sorted(byHost.keySet()))));
        });
        orders.unshare(tx, nobodys);
        return orders.share(tx, items, before, holdings).stream()
                .collect(Collectors.groupingBy(held -> held.item().key()));
    }

    /// Hosts that are told to hold an item, and should not.
    private Map<ItemKey, List<HostId>> leaving(List<HostOrders.Holding> holdings) {
        return holdings.stream()
                .filter(holding -> !wanted.get(holding.item()).containsKey(holding.host()))
                .sorted(Comparator.comparing(holding -> holding.host().value()))
                .collect(Collectors.groupingBy(
                        HostOrders.Holding::item, Collectors.mapping(HostOrders.Holding::host, Collectors.toList())));
    }
}
