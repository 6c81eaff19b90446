-- What hangs on an instance goes with its row. A residence does not: as long as there is one, its host has not confirmed
-- that the guest is gone, and the instance stays.
alter table instance_action
    drop constraint instance_action_instance_fkey,
    add constraint instance_action_instance_fkey foreign key (instance) references instance on delete cascade;
alter table server_group_member
    drop constraint server_group_member_instance_fkey,
    add constraint server_group_member_instance_fkey foreign key (instance) references instance on delete cascade;
create index instance_deleted on instance (deleted_at, id) where deleted_at is not null;
