-- What hosts hold since before a restore, and what the restored database knows nothing of: left alone, until a person
-- adopts or removes it.
create table stranger (
    host       uuid not null references host on delete cascade,
    kind       text not null collate "C",
    item       uuid not null,
    spec       jsonb not null,
    found_at   timestamptz not null,
    primary key (host, kind, item)
);
create index stranger_item on stranger (kind, item);
