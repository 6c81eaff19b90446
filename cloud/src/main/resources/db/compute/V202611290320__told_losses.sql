-- How many losses of the guest's process are recorded with the instance: a report counts them, and who looks at the
-- instance next records them.
alter table residence add column told_losses integer not null default 0;
update residence set told_losses = losses where losses > 0;
