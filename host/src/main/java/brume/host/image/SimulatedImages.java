package brume.host.image;

import brume.contract.ImageSpec;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Images of a simulated host: their names alone. Nothing is fetched, and the files do not exist.
public final class SimulatedImages implements Images {
    private final Set<UUID> held = ConcurrentHashMap.newKeySet();

    @Override
    public Path path(ImageSpec image) {
        held.add(image.id());
        return Path.of("/nonexistent", image.id().toString());
    }

    @Override
    public Path raw(ImageSpec image, long sizeBytes) {
        return path(image);
    }

    @Override
    public Set<UUID> held() {
        return Set.copyOf(held);
    }
}
