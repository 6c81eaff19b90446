-- Addresses outside that a host may still answer at, by way of a router: that of the port, which may be gone, stays
-- taken until the host has confirmed what it was told of the router since. A row for each such host.
create table outside_hold (
    port   uuid not null,
    host   uuid not null,
    router uuid not null,
    primary key (port, router, host)
);
create index outside_hold_router on outside_hold (router);
create index outside_hold_host on outside_hold (host);
