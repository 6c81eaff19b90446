package brume.cloud.upkeep;

import brume.cloud.access.Action;
import brume.cloud.access.Rule;
import java.util.List;

/// What operators may ask of the cloud itself.
public final class UpkeepActions {
    public static final Action SEE = Action.of("upkeep:see", new Rule.InSystem("reader"));

    /// To look at everything now.
    public static final Action RUN = Action.of("upkeep:run", Rule.ADMIN);

    /// Faults on request, a turned clock, a reset: in simulated clouds alone.
    public static final Action SIMULATE = Action.of("upkeep:simulate", Rule.ADMIN);

    /// What holds a resource, and what its delete takes along: for whoever may see it.
    public static final Action EXPLAIN =
            Action.of("upkeep:explain", Rule.anyOf(new Rule.InSystem("reader"), Rule.READER));

    /// All resources of a project go.
    public static final Action PURGE = Action.of("upkeep:purge", Rule.ADMIN);

    /// The catalogue of this slice.
    public static final List<Action> ALL = List.of(SEE, RUN, SIMULATE, EXPLAIN, PURGE);

    private UpkeepActions() {}
}
