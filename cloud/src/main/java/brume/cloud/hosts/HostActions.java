package brume.cloud.hosts;

import brume.cloud.access.Action;
import brume.cloud.access.Rule;
import java.util.List;

/// What can be done to hosts.
public final class HostActions {
    public static final Action REMOVE = Action.of("hosts:remove", Rule.ADMIN);

    /// To say, or to have it made sure, that a host is off.
    public static final Action FENCE = Action.of("hosts:fence", Rule.ADMIN);

    /// How it is recorded that such a word was taken back.
    static final String UNFENCE = "hosts:unfence";

    /// What hosts hold since before a restore, and nobody knows.
    public static final Action SEE_STRANGERS = Action.of("hosts:see-strangers", new Rule.InSystem("reader"));

    /// To make one an instance.
    public static final Action ADOPT_STRANGERS = Action.of("hosts:adopt-strangers", Rule.ADMIN);

    /// To destroy one.
    public static final Action REMOVE_STRANGERS = Action.of("hosts:remove-strangers", Rule.ADMIN);

    /// The catalogue of this slice.
    public static final List<Action> ALL = List.of(REMOVE, FENCE, SEE_STRANGERS, ADOPT_STRANGERS, REMOVE_STRANGERS);

    private HostActions() {}
}
