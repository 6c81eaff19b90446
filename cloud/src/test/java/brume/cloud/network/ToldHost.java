package brume.cloud.network;

import brume.cloud.hosts.Hosts;
import brume.contract.Answer;
import brume.contract.HostHello;
import brume.contract.HostId;
import brume.contract.HostLink;
import brume.contract.HostReport;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.contract.ItemSeen;
import brume.contract.Order;
import brume.contract.Orders;
import brume.contract.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A host that remembers what it is told, and says so when it is asked to.
final class ToldHost implements HostLink {
    private static final UUID SESSION = new UUID(1, 1);
    final HostId id = new HostId(UUID.randomUUID());
    final Map<ItemKey, Item> held = new HashMap<>();
    private final List<Order> news = new ArrayList<>();
    private long serial;
    private final Hosts hosts;
    private final String name;
    private final String underlay;

    ToldHost(Hosts hosts, String name, String underlay) {
        this.hosts = hosts;
        this.name = name;
        this.underlay = underlay;
        hello();
    }

    void hello() {
        var room = new HostHello.Inventory(4, 1L << 32, 1L << 34, List.of());
        hosts.hello(
                new HostHello(id, SESSION, SESSION, name, new UUID(0, 0), 0, Map.of(), room, Set.of(), underlay), this);
    }

    @Override
    public void order(Orders orders) {
        for (var order : orders.orders()) {
            switch (order) {
                case Order.Hold hold -> held.put(hold.key(), hold.item());
                case Order.Remove remove -> held.remove(remove.key());
            }
            news.add(order);
        }
    }

    /// Reports all that it was told since the last time as done.
    void confirm() {
        var items = news.stream()
                .map(order -> new ItemSeen(
                        order.key(),
                        order.generation(),
                        order instanceof Order.Hold ? ItemSeen.State.HELD : ItemSeen.State.REMOVED,
                        Optional.empty()))
                .toList();
        news.clear();
        hosts.report(new HostReport(id, SESSION, ++serial, items, List.of(), false));
    }

    <T extends Item> Optional<T> item(ItemKey.Kind kind, UUID id, Class<T> type) {
        return Optional.ofNullable(held.get(new ItemKey(kind, id))).map(type::cast);
    }

    List<UUID> ids(ItemKey.Kind kind) {
        return held.keySet().stream()
                .filter(key -> key.kind() == kind)
                .map(ItemKey::id)
                .toList();
    }

    @Override
    public Answer ask(Question question, Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
