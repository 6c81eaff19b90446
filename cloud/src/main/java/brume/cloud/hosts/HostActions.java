package brume.cloud.hosts;

import brume.cloud.access.Action;
import brume.cloud.access.Rule;
import java.util.List;

/// What can be done to hosts.
public final class HostActions {
    public static final Action REMOVE = Action.of("hosts:remove", Rule.ADMIN);

    /// The catalogue of this slice.
    public static final List<Action> ALL = List.of(REMOVE);

    private HostActions() {}
}
