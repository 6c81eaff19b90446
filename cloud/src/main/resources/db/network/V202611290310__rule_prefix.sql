-- The addresses of a rule as they were given: 10.0.0.5/24 means what 10.0.0.0/24 does, and is told as it was written.
alter table security_group_rule add column remote_prefix inet;
