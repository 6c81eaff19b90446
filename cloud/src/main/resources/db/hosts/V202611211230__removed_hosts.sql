-- Hosts that an operator has declared gone for good: what they held was given back, so they must not greet again.
create table removed_host (
    id         uuid primary key,
    name       text not null collate "C",
    removed_at timestamptz not null
);

-- What hosts fail at is looked for by operators.
create index host_order_failed on host_order (host) where state = 'FAILED';
