-- Lists of all projects, by where instances stand (Condition.SQL, word for word) and by name: without these, the few
-- that failed are looked for among all.
create index instance_condition on instance ((
        case when deleted_at is not null then 'DELETED'
             when task = 'DELETE' then 'DELETING'
             when fault_blocks and task is null then 'FAILED'
             when task = 'REBUILD' then 'REBUILDING'
             when launched_at is null then 'BUILDING'
             when task = 'REBOOT' then 'REBOOTING'
             when task = 'REBOOT_HARD' then 'REBOOTING_HARD'
             else coalesce(task_from, power)
        end), created_at desc, id desc);
create index instance_name on instance (name, id) where deleted_at is null;
