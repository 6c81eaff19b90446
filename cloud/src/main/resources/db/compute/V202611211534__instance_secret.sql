-- What guests may read and nobody else: user data, and the first password of their administrators. Sealed by a key
-- that is not in the database. The columns of instance are emptied into it at the next start.
create table instance_secret (
    id       uuid primary key,
    instance uuid not null references instance on delete cascade,
    kind     text not null collate "C",
    sealed   bytea not null,
    due_at   timestamptz,
    unique (instance, kind)
);
create index instance_secret_due on instance_secret (due_at) where due_at is not null;
