-- Where it was done; unknown for what was asked before, and for what came to no host.
alter table instance_action add column host uuid;
