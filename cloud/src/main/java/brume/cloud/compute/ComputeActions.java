package brume.cloud.compute;

import brume.cloud.access.Action;
import brume.cloud.access.Rule;
import java.util.List;

/// What can be done with instances, flavors and key pairs.
public final class ComputeActions {
    public static final Action INSTANCES_LIST = Action.of("compute:instances:list", Rule.READER);
    public static final Action INSTANCES_LIST_ALL = Action.of("compute:instances:list-all", Rule.ADMIN);
    public static final Action INSTANCES_SHOW = Action.of("compute:instances:show", Rule.READER);
    public static final Action INSTANCES_CREATE = Action.of("compute:instances:create", Rule.MEMBER);
    public static final Action INSTANCES_FORCE_HOST = Action.of("compute:instances:force-host", Rule.ADMIN);
    public static final Action INSTANCES_UPDATE = Action.of("compute:instances:update", Rule.MEMBER);
    public static final Action INSTANCES_DELETE = Action.of("compute:instances:delete", Rule.MEMBER);
    public static final Action INSTANCES_START = Action.of("compute:instances:start", Rule.MEMBER);
    public static final Action INSTANCES_STOP = Action.of("compute:instances:stop", Rule.MEMBER);
    public static final Action INSTANCES_REBOOT = Action.of("compute:instances:reboot", Rule.MEMBER);
    public static final Action INSTANCES_PAUSE = Action.of("compute:instances:pause", Rule.MEMBER);
    public static final Action INSTANCES_UNPAUSE = Action.of("compute:instances:unpause", Rule.MEMBER);
    public static final Action INSTANCES_REBUILD = Action.of("compute:instances:rebuild", Rule.MEMBER);
    public static final Action INSTANCES_LOCK = Action.of("compute:instances:lock", Rule.MEMBER);
    public static final Action INSTANCES_UNLOCK = Action.of("compute:instances:unlock", Rule.MEMBER);
    public static final Action INSTANCES_UNLOCK_ANY = Action.of("compute:instances:unlock-any", Rule.ADMIN);
    public static final Action INSTANCES_CONSOLE = Action.of("compute:instances:console", Rule.MEMBER);
    public static final Action INSTANCES_RESET = Action.of("compute:instances:reset", Rule.ADMIN);
    public static final Action INSTANCES_ABOUT_HOST = Action.of("compute:instances:about-host", Rule.ADMIN);
    public static final Action FLAVORS_LIST = Action.of("compute:flavors:list", Rule.ANYONE);
    public static final Action FLAVORS_SHOW = Action.of("compute:flavors:show", Rule.ANYONE);
    public static final Action FLAVORS_MANAGE = Action.of("compute:flavors:manage", Rule.ADMIN);
    public static final Action KEY_PAIRS_USE = Action.of("compute:key-pairs:use", Rule.anyOf(Rule.OWNER, Rule.ADMIN));
    public static final Action LIMITS_SHOW = Action.of("compute:limits:show", Rule.READER);
    public static final Action QUOTAS_SHOW = Action.of("compute:quotas:show", Rule.READER);
    /// What holds for a project of which nothing else is said: the same for all.
    public static final Action QUOTAS_DEFAULTS = Action.of("compute:quotas:defaults", Rule.ANYONE);
    public static final Action QUOTAS_UPDATE = Action.of("compute:quotas:update", Rule.ADMIN);
    public static final Action ZONES_LIST = Action.of("compute:zones:list", Rule.ANYONE);
    public static final Action ZONES_DETAIL = Action.of("compute:zones:detail", Rule.ADMIN);
    public static final Action HOSTS_SHOW = Action.of("compute:hosts:show", Rule.ADMIN);
    public static final Action HOSTS_UPDATE = Action.of("compute:hosts:update", Rule.ADMIN);
    public static final Action GROUPS_SHOW = Action.of("compute:groups:show", Rule.READER);
    public static final Action GROUPS_MANAGE = Action.of("compute:groups:manage", Rule.MEMBER);
    public static final Action USAGE_SHOW = Action.of("compute:usage:show", Rule.READER);
    public static final Action USAGE_LIST = Action.of("compute:usage:list", Rule.ADMIN);
    public static final Action MIGRATIONS_SHOW = Action.of("compute:migrations:show", Rule.ADMIN);
    public static final Action AGGREGATES_SHOW = Action.of("compute:aggregates:show", Rule.ADMIN);
    public static final Action AGGREGATES_MANAGE = Action.of("compute:aggregates:manage", Rule.ADMIN);
    public static final Action VERSIONS_SHOW = Action.of("compute:versions:show", Rule.ANYONE);

    /// All of them.
    public static final List<Action> ALL = List.of(
            INSTANCES_LIST,
            INSTANCES_LIST_ALL,
            INSTANCES_SHOW,
            INSTANCES_CREATE,
            INSTANCES_FORCE_HOST,
            INSTANCES_UPDATE,
            INSTANCES_DELETE,
            INSTANCES_START,
            INSTANCES_STOP,
            INSTANCES_REBOOT,
            INSTANCES_PAUSE,
            INSTANCES_UNPAUSE,
            INSTANCES_REBUILD,
            INSTANCES_LOCK,
            INSTANCES_UNLOCK,
            INSTANCES_UNLOCK_ANY,
            INSTANCES_CONSOLE,
            INSTANCES_RESET,
            INSTANCES_ABOUT_HOST,
            FLAVORS_LIST,
            FLAVORS_SHOW,
            FLAVORS_MANAGE,
            KEY_PAIRS_USE,
            LIMITS_SHOW,
            QUOTAS_SHOW,
            QUOTAS_DEFAULTS,
            QUOTAS_UPDATE,
            ZONES_LIST,
            ZONES_DETAIL,
            HOSTS_SHOW,
            HOSTS_UPDATE,
            GROUPS_SHOW,
            GROUPS_MANAGE,
            USAGE_SHOW,
            USAGE_LIST,
            MIGRATIONS_SHOW,
            AGGREGATES_SHOW,
            AGGREGATES_MANAGE,
            VERSIONS_SHOW);

    private ComputeActions() {}
}
