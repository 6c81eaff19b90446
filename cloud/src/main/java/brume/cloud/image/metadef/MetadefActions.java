package brume.cloud.image.metadef;

import brume.cloud.access.Action;
import brume.cloud.access.Rule;
import java.util.List;

/// What can be allowed or refused about definitions.
public final class MetadefActions {
    public static final Action READ = Action.of("image:metadefs:read", Rule.ANYONE);
    public static final Action CHANGE = Action.of("image:metadefs:change", Rule.ADMIN);

    /// The catalogue of this slice.
    public static final List<Action> ALL = List.of(READ, CHANGE);

    private MetadefActions() {}
}
