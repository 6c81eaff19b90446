-- Addresses that were taken from a port are kept for a name of their own until the hosts of that port, which this column
-- names, have confirmed what the port has now.
alter table port_binding add column leaves uuid;
create index port_binding_leaves on port_binding (leaves) where leaves is not null;
