package brume.contract;

import java.util.List;

/// What a host has seen: only what changed since its last report, or all of it after a connect.
///
/// @param whole whether this is everything that the host holds
public record HostReport(HostId host, List<ItemSeen> items, List<GuestSeen> guests, boolean whole) {
    public HostReport {
        items = List.copyOf(items);
        guests = List.copyOf(guests);
    }
}
