package brume.cloud.network;

import brume.cloud.access.Action;
import brume.cloud.access.Rule;
import java.util.List;

/// What can be done to networks and all that hangs on them.
public final class NetworkActions {
    public static final Action SEE =
            Action.of("network:resources:see", Rule.anyOf(Rule.READER, new Rule.InSystem("reader")));
    public static final Action CHANGE = Action.of("network:resources:change", Rule.MEMBER);
    /// Networks that are external, shared with all, or have a VNI that was chosen by hand.
    public static final Action SHARE = Action.of("network:networks:share", Rule.ADMIN);
    /// What concerns hosts: where a port is bound, its profile.
    public static final Action BIND = Action.of("network:ports:bind", Rule.ADMIN);
    public static final Action SEE_BINDING = Action.of("network:ports:see-binding", Rule.ADMIN);
    public static final Action SEE_PROVIDER = Action.of("network:networks:see-provider", Rule.ADMIN);
    /// Floating addresses and gateways with an address of one's choice.
    public static final Action CHOOSE_EXTERNAL = Action.of("network:routers:choose-external", Rule.ADMIN);
    public static final Action SEE_LIMITS = Action.of("network:limits:see", Rule.READER);
    public static final Action SET_LIMITS = Action.of("network:limits:set", Rule.ADMIN);
    public static final Action SEE_ROOM = Action.of("network:networks:see-room", Rule.ADMIN);
    /// What the API itself can do.
    public static final Action SEE_API = Action.of("network:api:see", Rule.ANYONE);
    /// Whoever may not see agents gets an empty list of them.
    public static final Action LIST_AGENTS = Action.of("network:agents:list", Rule.ANYONE);
    public static final Action SEE_AGENTS = Action.of("network:agents:see", Rule.ADMIN);

    /// The catalogue of this slice.
    public static final List<Action> ALL = List.of(
            SEE,
            CHANGE,
            SHARE,
            BIND,
            SEE_BINDING,
            SEE_PROVIDER,
            CHOOSE_EXTERNAL,
            SEE_LIMITS,
            SET_LIMITS,
            SEE_ROOM,
            SEE_API,
            LIST_AGENTS,
            SEE_AGENTS);

    private NetworkActions() {}
}
