-- What the audit has found that is not as it should be; a row goes when the next look finds it no more.
create table finding (
    id         uuid primary key,
    check_name text not null collate "C",
    kind       text not null collate "C",
    subject    text not null collate "C",
    host       uuid,
    project    uuid,
    what       text not null,
    cause      text not null,
    repaired   boolean not null,
    first_seen timestamptz not null,
    last_seen  timestamptz not null,
    unique (check_name, kind, subject, what)
);
