-- Secrets stand nowhere but in the table of the slice whose they are: an order names them, and they are put in when it
-- is sent.
alter table host_order add column secrets uuid[] not null default '{}';
update host_order
   set spec = jsonb_set(jsonb_set(spec, '{metadata,userData}', 'null'), '{metadata,adminPassword}', 'null')
 where kind = 'GUEST' and spec is not null;
