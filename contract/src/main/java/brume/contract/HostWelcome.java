package brume.contract;

import java.util.Map;

/// What a host is answered when it greets.
///
/// @param awaited generation of the newest order for each item of which the host has an older one, or none. They follow
///                on the link: until it has them, the host knows that what it has written down is not all true.
public record HostWelcome(Map<ItemKey, Long> awaited) {
    /// The host was told all before.
    public static final HostWelcome NOTHING_NEW = new HostWelcome(Map.of());

    public HostWelcome {
        awaited = Map.copyOf(awaited);
    }
}
