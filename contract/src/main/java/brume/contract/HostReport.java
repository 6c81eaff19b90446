package brume.contract;

import java.util.List;
import java.util.UUID;

/// What a host has seen: only what changed since its last report, or all of it after a connect.
///
/// @param session the host's last hello
/// @param serial  grows with each report of the session. A report holds all that the control has not confirmed: one
///                that is overtaken by a later one says nothing any more
/// @param whole   whether this is everything that the host holds
public record HostReport(
        HostId host, UUID session, long serial, List<ItemSeen> items, List<GuestSeen> guests, boolean whole) {
    public HostReport {
        items = List.copyOf(items);
        guests = List.copyOf(guests);
    }
}
