-- When what a host has said of a guest wants to be looked at: the wake-up that follows the report may be lost.
alter table residence add column due_at timestamptz;
create index residence_due on residence (due_at) where due_at is not null;
