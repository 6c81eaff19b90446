package brume.cloud.upkeep;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import java.util.Optional;
import java.util.UUID;

/// Keys that are ids: where a page begins.
public final class Keys {
    private static final UUID FIRST = new UUID(0, 0);

    private Keys() {}

    /// The id that a page begins after; before all others when there is none.
    ///
    /// @throws CloudFault.Invalid when it is no id
    public static UUID after(Optional<String> key) {
        return key.map(text ->
                        Ids.parse(text).orElseThrow(() -> new CloudFault.Invalid("marker", "no such marker: " + text)))
                .orElse(FIRST);
    }
}
