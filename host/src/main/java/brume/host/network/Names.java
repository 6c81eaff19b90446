package brume.host.network;

import brume.base.id.Ids;
import java.util.UUID;

/// Names of links: at most 15 characters, from the random tail of an id (the head is time: many are alike).
final class Names {
    private Names() {}

    static String tap(UUID port) {
        return "tap" + tail(port);
    }

    /// The last 11 hex digits.
    static String tail(UUID id) {
        return Ids.tail(id, 11);
    }
}
