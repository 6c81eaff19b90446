package brume.cloud.hosts;

import brume.base.sql.Tx;
import brume.contract.Answer;
import brume.contract.GuestSpec;
import brume.contract.HostHello;
import brume.contract.HostLink;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.contract.ItemSeen;
import brume.contract.LinkFault;
import brume.contract.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/// Hosts that greet for the first time since a restore: what they hold, and were told after the backup was made, is
/// compared with what the database knows. Nothing is destroyed by it: what is not known is a [Stranger].
final class Returns {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final OrderStore orders;
    private final StrangerStore strangers;
    private final Collection<HostListener> listeners;
    private final LongSupplier epoch;

    /// @param epoch of this cloud
    Returns(OrderStore orders, StrangerStore strangers, Collection<HostListener> listeners, LongSupplier epoch) {
        this.orders = orders;
        this.strangers = strangers;
        this.listeners = listeners;
        this.epoch = epoch;
    }

    /// Whether the host has orders of a life of the cloud before this one.
    boolean returns(HostHello hello) {
        return hello.epoch() > 0 && hello.epoch() < epoch.getAsLong();
    }

    /// What the host was told to hold, each item whole.
    ///
    /// @throws LinkFault when it does not say
    Map<ItemKey, Item> holds(HostLink link) {
        if (!(link.ask(new Question.Specs(), PATIENCE) instanceof Answer.Specs specs)) {
            throw new LinkFault("it can't say what it holds: its agent is older than the restore");
        }
        var items = new LinkedHashMap<ItemKey, Item>();
        specs.items().forEach(item -> items.put(item.key(), item));
        return items;
    }

    void record(Tx tx, HostHello hello, Map<ItemKey, Item> holds, Instant now) {
        var host = hello.host();
        var newer = new ArrayList<GuestSpec>();
        var missing = new ArrayList<UUID>();
        var strange = new LinkedHashMap<>(holds);
        for (var order : orders.standing(tx, host)) {
            if (order.generation() >= epoch.getAsLong() * HostStore.GENERATIONS) {
                strange.remove(order.key());
                continue;
            }
            var item = Optional.ofNullable(holds.get(order.key()));
            boolean later = hello.held().getOrDefault(order.key(), 0L) > order.generation();
            if (order.tombstone() && item.isPresent() && later) {
                // It was told anew after the backup: whoever asked for that is forgotten, the wish to destroy is old.
                orders.forget(tx, host, order.key());
                continue;
            }
            strange.remove(order.key());
            if (!order.tombstone() && order.key().kind() == ItemKey.Kind.GUEST && item.isEmpty()) {
                orders.forget(tx, host, order.key());
                missing.add(order.key().id());
                continue;
            }
            orders.renew(tx, host, order.key());
            if (later && item.orElse(null) instanceof GuestSpec guest) newer.add(guest);
        }
        gone(tx, hello, holds);
        var met = List.copyOf(strange.values());
        if (!met.isEmpty()) strangers.meet(tx, host, met, now);
        listeners.forEach(listener -> listener.returned(tx, host, newer, missing));
        if (!met.isEmpty()) listeners.forEach(listener -> listener.strange(tx, host, met));
    }

    /// Strangers of an earlier restore that the host has not any more.
    private void gone(Tx tx, HostHello hello, Map<ItemKey, Item> holds) {
        var news = new ArrayList<ItemSeen>();
        for (var stranger : strangers.locked(tx, hello.host())) {
            var key = stranger.item().key();
            if (holds.containsKey(key)) continue;
            strangers.forget(tx, hello.host(), key);
            news.add(new ItemSeen(key, 0, ItemSeen.State.REMOVED, Optional.empty()));
        }
        if (news.isEmpty()) return;
        listeners.forEach(listener -> listener.seen(tx, List.of(new HostListener.News(hello.host(), news, List.of()))));
    }
}
