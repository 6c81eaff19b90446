package brume.host.agent;

import brume.contract.ItemKey;
import brume.contract.Order;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A plan in memory, for simulated hosts. It outlives its agent, as a disk would.
public final class MemoryPlan implements Plan {
    /// Generations of tombstones that were carried out, so that a late order does not bring the item back.
    private static final int REMEMBERED = 10_000;

    // In the order of their arrival, so that a simulated run is the same each time.
    private final Map<ItemKey, Order> orders = new LinkedHashMap<>();
    private final Map<ItemKey, Long> buried = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ItemKey, Long> eldest) {
            return size() > REMEMBERED;
        }
    };
    private Allegiance allegiance = Allegiance.NONE;
    private Optional<UUID> boot = Optional.empty();

    @Override
    public synchronized Allegiance allegiance() {
        return allegiance;
    }

    @Override
    public synchronized void allegiance(Allegiance allegiance) {
        this.allegiance = allegiance;
    }

    @Override
    public synchronized Optional<UUID> boot() {
        return boot;
    }

    @Override
    public synchronized void boot(UUID boot) {
        this.boot = Optional.of(boot);
    }

    @Override
    public synchronized List<Order> keep(List<Order> fresh) {
        var kept = new ArrayList<Order>();
        for (var order : fresh) {
            if (order.generation() <= newest(order.key())) continue;
            orders.put(order.key(), order);
            kept.add(order);
        }
        return kept;
    }

    /// The item's order is lost, as by a disk that lied.
    public synchronized void lose(ItemKey item) {
        orders.remove(item);
    }

    /// The newest generation that is known of an item, also of one that was buried.
    synchronized long newest(ItemKey item) {
        var known = orders.get(item);
        return known != null ? known.generation() : buried.getOrDefault(item, 0L);
    }

    @Override
    public synchronized Optional<Order> find(ItemKey item) {
        return Optional.ofNullable(orders.get(item));
    }

    @Override
    public synchronized Map<ItemKey, Order> all() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(orders));
    }

    @Override
    public synchronized void forget(ItemKey item, long generation) {
        var known = orders.get(item);
        if (known == null || known.generation() != generation) return;
        orders.remove(item);
        buried.put(item, generation);
    }
}
