-- Instances whose guests are to be told anew what they may learn of themselves. Rows are only added, so that nobody
-- waits for anybody; many about one instance are worked off at once.
create table guest_due (
    seq      bigint generated always as identity primary key,
    instance uuid not null,
    due_at   timestamptz not null
);
create index guest_due_instance on guest_due (instance);
create index guest_due_at on guest_due (due_at);
