create table host (
    id              uuid primary key,
    name            text not null unique collate "C",
    underlay        text not null collate "C",
    traits          text[] not null,
    hypervisors     text[] not null,
    vcpus           integer not null,
    memory_bytes    bigint not null,
    disk_bytes      bigint not null,
    zone            text not null collate "C",
    enabled         boolean not null,
    disabled_reason text,
    connected       boolean not null,
    changed_at      timestamptz not null,
    created_at      timestamptz not null
);

-- What each host is told to hold: the newest order for each item, and how far the host is with it. A row without a
-- spec is a tombstone; it goes when the host has confirmed it. Generations never return, so that a late order for an
-- item that was removed and made again is recognised as old.
create sequence host_order_generation;

create table host_order (
    host       uuid not null references host,
    kind       text not null collate "C",
    item       uuid not null,
    generation bigint not null,
    spec       jsonb,
    seen       bigint not null,
    state      text collate "C",
    fault      text,
    ordered_at timestamptz not null,
    primary key (host, kind, item)
);
create index host_order_open on host_order (host, generation) where seen < generation;
create index host_order_item on host_order (kind, item);

-- One row: which cloud this is, and how often it was restored from a backup.
create table cloud (
    id    uuid primary key,
    epoch bigint not null
);
