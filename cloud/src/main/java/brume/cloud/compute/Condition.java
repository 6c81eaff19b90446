package brume.cloud.compute;

import java.util.Optional;

/// Where an instance stands, in one word: derived from what is wanted, from the task and the fault; never stored.
/// The dialects derive their own statuses from it, and filter by it.
public enum Condition {
    BUILDING,
    RUNNING,
    PAUSED,
    SUSPENDED,
    STOPPED,
    REBOOTING,
    REBOOTING_HARD,
    REBUILDING,
    FAILED,
    DELETING,
    DELETED;

    /// @param doing   the task in progress
    /// @param blocked whether the instance is not what its owner wants because of a fault
    /// @param power   what holds, or held before the task in progress
    static Condition of(
            boolean deleted, Optional<Task.Kind> doing, boolean blocked, boolean launched, Instance.Power power) {
        if (deleted) return DELETED;
        if (doing.isEmpty()) return blocked ? FAILED : launched ? settled(power) : BUILDING;
        return switch (doing.get()) {
            case DELETE -> DELETING;
            case REBUILD -> REBUILDING;
            case REBOOT -> launched ? REBOOTING : BUILDING;
            case REBOOT_HARD -> launched ? REBOOTING_HARD : BUILDING;
            case BUILD, START, STOP, PAUSE, UNPAUSE -> launched ? settled(power) : BUILDING;
        };
    }

    private static Condition settled(Instance.Power power) {
        return switch (power) {
            case RUNNING -> RUNNING;
            case PAUSED -> PAUSED;
            case SUSPENDED -> SUSPENDED;
            case STOPPED -> STOPPED;
        };
    }

    /// The same as [#of] over the columns of `instance i`.
    static final String SQL = """
            case when i.deleted_at is not null then 'DELETED'
                 when i.task = 'DELETE' then 'DELETING'
                 when i.fault_blocks and i.task is null then 'FAILED'
                 when i.task = 'REBUILD' then 'REBUILDING'
                 when i.launched_at is null then 'BUILDING'
                 when i.task = 'REBOOT' then 'REBOOTING'
                 when i.task = 'REBOOT_HARD' then 'REBOOTING_HARD'
                 else coalesce(i.task_from, i.power)
            end""";
}
