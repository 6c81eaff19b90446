package brume.cloud.bytes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Which keys were met lately.
final class Recent {
    private static final int MOST = 256;

    private final Map<UUID, Boolean> keys = new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /// Whether this one was met before; it is now.
    synchronized boolean again(UUID key) {
        return keys.put(key, true) != null;
    }
}
