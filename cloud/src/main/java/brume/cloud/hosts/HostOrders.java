package brume.cloud.hosts;

import brume.base.sql.Asked;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.contract.HostId;
import brume.contract.Item;
import brume.contract.ItemKey;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.UUID;

/// What hosts are told to hold.
///
/// Other slices write orders in their own transactions ([#hold], [#remove]); what is written is sent right after the
/// commit, again after each reconnect, and stays written until the host has said that it is so.
public final class HostOrders {
    private final OrderStore store;
    private final Sending sending;
    private final InstantSource clock;

    HostOrders(OrderStore store, Sending sending, InstantSource clock) {
        this.store = store;
        this.sending = sending;
        this.clock = clock;
    }

    /// Orders `host` to hold `item` as it is described; nothing happens when it is told so already.
    ///
    /// @return whether this is a change
    public boolean hold(Tx tx, HostId host, Item item) {
        return !tell(tx, List.of(new Held(host, item))).rows().isEmpty();
    }

    /// An item for a host.
    ///
    /// @param item    without its secrets: orders are kept as they are given
    /// @param secrets names what a [Completion] puts into it: the order is another one when they change
    /// @param share   whether it is told as others are
    public record Held(HostId host, Item item, List<UUID> secrets, Share share) {
        public Held(HostId host, Item item) {
            this(host, item, List.of());
        }

        public Held(HostId host, Item item, List<UUID> secrets) {
            this(host, item, secrets, Share.NONE);
        }
    }

    /// How an order has to do with what several hosts are told alike.
    public enum Share {
        /// Nothing.
        NONE,
        /// The host was not told of it.
        FIRST,
        /// What all are told has changed.
        AGAIN
    }

    /// What several hosts are to hold alike, but for what each leaves out ([Item#on]).
    public record Shared(Item item, SequencedSet<HostId> hosts) {}

    /// A host that is told to hold an item.
    ///
    /// @param alike whether it is told of it as others are
    public record Holding(HostId host, ItemKey item, boolean alike) {}

    /// Who is told to hold which of these items.
    public Asked<Holding> holdings(Tx tx, Collection<ItemKey> items) {
        return store.holdings(tx, items);
    }

    /// These items as all their hosts are told, of those that are told alike.
    public Asked<Item> shared(Tx tx, Collection<ItemKey> items) {
        return SharedStore.ask(tx, items);
    }

    /// Writes what hosts are to be told alike: once, however many they are.
    ///
    /// @param before   as they are told by now
    /// @param holdings who is told to hold them now
    /// @return what [#hold] has to tell by that, in the order of items and hosts
    public List<Held> share(
            Tx tx, SequencedMap<ItemKey, Shared> items, Collection<Item> before, Collection<Holding> holdings) {
        return SharedStore.share(tx, items, before, holdings);
    }

    /// Nobody is told of these alike any more.
    public void unshare(Tx tx, Collection<ItemKey> items) {
        SharedStore.unshare(tx, items);
    }

    /// Items of this kind are completed before they are sent.
    public void completes(ItemKey.Kind kind, Completion completion) {
        sending.completes(kind, completion);
    }

    /// As [#hold] for each.
    public void hold(Tx tx, Collection<Held> items) {
        if (!items.isEmpty()) tell(tx, items);
    }

    private Asked<OrderStore.Written> tell(Tx tx, Collection<Held> items) {
        var written = store.hold(tx, items, clock.instant());
        tx.afterCommit(() -> sending.written(written.rows()));
        return written;
    }

    /// Orders `host` to destroy an item. Listeners hear of it as REMOVED.
    ///
    /// @return whether the host was told to hold it; if not, nothing is there to be destroyed
    public boolean remove(Tx tx, HostId host, ItemKey item) {
        boolean changed = store.remove(tx, host, item, clock.instant());
        if (changed) tx.afterCommit(sending.to(host));
        return changed;
    }

    /// Whether any host holds the item, or may still.
    public boolean anywhere(Reads reads, ItemKey item) {
        return store.anywhere(reads, item);
    }

    /// Hosts that are told to hold the item.
    public List<HostId> holders(Reads reads, ItemKey item) {
        return store.holders(reads, item);
    }

    /// What a host is told of an item.
    ///
    /// @param tombstone whether it is to go, or is a stranger there
    public record Told(HostId host, UUID item, boolean tombstone) {}

    /// What hosts are told of some items of a kind.
    public List<Told> told(Reads reads, ItemKey.Kind kind, Collection<UUID> items) {
        return store.told(reads, kind, items);
    }

    /// What hosts are told of some items of a kind, and have not said that it is so.
    public List<Told> unconfirmed(Reads reads, ItemKey.Kind kind, Collection<UUID> items) {
        return store.unconfirmed(reads, kind, items);
    }

    /// The items of a kind that any host is told to hold, a page of them.
    public List<UUID> items(Reads reads, ItemKey.Kind kind, UUID after, int limit) {
        return store.items(reads, kind, after, limit);
    }

    /// Items of these kinds that a host is told to hold.
    public List<ItemKey> held(Reads reads, HostId host, Collection<ItemKey.Kind> kinds) {
        return store.held(reads, host, kinds);
    }
}
