package brume.contract;

/// One thing that a host is told: hold this item, or destroy it.
///
/// An order that is not newer than what the host knows of the item is void: orders may come twice, late and out of
/// order.
public sealed interface Order {
    ItemKey key();

    /// Grows with each change of the item on this host, tombstones too.
    long generation();

    /// Hold `item` as it is described.
    record Hold(Item item, long generation) implements Order {
        @Override
        public ItemKey key() {
            return item.key();
        }
    }

    /// Destroy the item and all that was made for it, and report it gone. The only way in which anything is removed.
    record Remove(ItemKey key, long generation) implements Order {}
}
