package brume.cloud.hosts;

import brume.base.sql.Tx;
import brume.contract.GuestSeen;
import brume.contract.GuestSpec;
import brume.contract.HostHello;
import brume.contract.HostId;
import brume.contract.Item;
import brume.contract.ItemSeen;
import java.util.List;
import java.util.UUID;

/// A slice that wants to know what hosts say. It is called inside the transaction that records it, with SQL only.
public interface HostListener {
    /// Hosts have come, or come back.
    default void greeted(Tx tx, List<HostHello> hellos) {}

    /// The line to a host is down: nothing more is heard of it until it greets again.
    default void lost(Tx tx, HostId host) {}

    /// A host is declared gone for good, with all that it held: what was kept for it is free. It is told of nothing
    /// any more already.
    ///
    /// @throws brume.base.fault.CloudFault.Conflict when it can't be spared
    default void removed(Tx tx, HostId host) {}

    /// A host that can't be reached is known to be off. What it was told to let go of, it has let go of: it holds
    /// nothing before it has greeted and heard of that. Its tombstones stay. It is said again while it is so, for
    /// what is deleted meanwhile.
    default void fenced(Tx tx, HostId host) {}

    /// A host was enabled or disabled.
    default void turned(Tx tx, Host host) {}

    /// A host has come for the first time since a restore.
    ///
    /// @param newer   guests of which the host was told something after the backup: as it was told last
    /// @param missing guests that the database knows and the host is not told to hold: it was told to destroy them
    ///                after the backup, or never heard of them. It is told nothing of them any more
    default void returned(Tx tx, HostId host, List<GuestSpec> newer, List<UUID> missing) {}

    /// A host holds these since before a restore, and the database knows nothing of them. They stay: what they use is
    /// nobody else's until the host has said that they are gone, by [#seen] REMOVED.
    default void strange(Tx tx, HostId host, List<Item> items) {}

    /// News of a host.
    ///
    /// @param items how far it is with orders; only words about the newest order of an item, and none twice
    record News(HostId host, List<ItemSeen> items, List<GuestSeen> guests) {}

    /// News of some hosts, one for each.
    default void seen(Tx tx, List<News> news) {}
}
