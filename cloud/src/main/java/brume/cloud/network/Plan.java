package brume.cloud.network;

import brume.base.sql.Tx;
import brume.cloud.hosts.Hosts;
import brume.contract.HostId;
import brume.contract.Item;
import brume.contract.ItemKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Which hosts should hold what, of the items that were worked out: whoever else holds one of them is to let go.
final class Plan {
    // As reports lock their rows: kind, then id.
    private static final Comparator<ItemKey> ORDER =
            Comparator.comparing(ItemKey::kind).thenComparing(ItemKey::id);

    private final Map<ItemKey, Map<HostId, Item>> wanted = new TreeMap<>(ORDER);

    /// Says that this item was worked out, though perhaps nobody should hold it.
    void covers(ItemKey key) {
        wanted.computeIfAbsent(key, k -> new HashMap<>());
    }

    void wants(HostId host, Item item) {
        covers(item.key());
        wanted.get(item.key()).put(host, item);
    }

    /// Writes orders where they differ from what hosts were told.
    void write(Tx tx, Hosts hosts) {
        wanted.forEach((key, byHost) -> {
            hosts.hold(
                    tx,
                    byHost.keySet().stream()
                            .sorted(Comparator.comparing(HostId::value))
                            .map(host -> new Hosts.Held(host, byHost.get(host)))
                            .toList());
            for (var holder : hosts.holders(tx, key)) {
                if (!byHost.containsKey(holder)) hosts.remove(tx, holder, key);
            }
        });
    }
}
