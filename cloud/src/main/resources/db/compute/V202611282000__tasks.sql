-- What is late is looked for by those who list it: without these, among all instances and residences, once for each kind
-- of task.
create index instance_task on instance (task, id) where task is not null;
create index residence_leaving on residence (instance) where role = 'OUTGOING';
