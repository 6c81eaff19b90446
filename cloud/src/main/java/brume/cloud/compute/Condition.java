package brume.cloud.compute;

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

    /// The same as [Instance#condition] over the columns of `instance i`.
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
