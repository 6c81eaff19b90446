package brume.cloud.hosts;

import brume.base.sql.Tx;
import brume.contract.GuestSeen;
import brume.contract.HostHello;
import brume.contract.HostId;
import brume.contract.ItemSeen;
import java.util.List;

/// A slice that wants to know what hosts say. It is called inside the transaction that records it, with SQL only.
public interface HostListener {
    /// A host has come, or come back.
    default void greeted(Tx tx, HostHello hello) {}

    /// News of a host.
    ///
    /// @param items how far it is with orders; only words about the newest order of an item
    default void seen(Tx tx, HostId host, List<ItemSeen> items, List<GuestSeen> guests) {}
}
