-- The one host where a router's gateway is, while the router has guests.
create table router_home (
    router uuid primary key references router on delete cascade,
    host   uuid not null
);
create index router_home_host on router_home (host);
