-- Hosts that an operator has put together. The host is no foreign key, because hosts are another slice's.
create table aggregate (
    id         uuid primary key,
    number     bigint generated always as identity unique,
    name       text not null unique collate "C",
    zone       text collate "C",
    metadata   jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz
);

create table aggregate_host (
    aggregate uuid not null references aggregate on delete cascade,
    host      uuid not null,
    primary key (aggregate, host)
);
create index aggregate_host_host on aggregate_host (host);
