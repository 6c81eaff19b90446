package brume.contract;

import java.util.Optional;

/// How far a host is with an item.
///
/// @param generation of the order that this speaks of
/// @param state      what came of it
/// @param fault      why it failed, for a person; the host goes on trying
public record ItemSeen(ItemKey key, long generation, State state, Optional<String> fault) {
    /// What came of an order.
    public enum State {
        /// Made so.
        HELD,
        /// Gone, with all that was made for it.
        REMOVED,
        /// Not yet; tried again with growing waits.
        FAILED,
        /// Found on the host, without an order: left alone.
        UNKNOWN
    }
}
