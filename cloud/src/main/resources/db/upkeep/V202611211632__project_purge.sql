-- Projects whose resources go, all of them: a row is a task until `ended_at`, and then what is told of it.
create table project_purge (
    project     uuid primary key,
    name        text not null,
    keep        boolean not null,
    owner       uuid,
    request     text not null collate "C",
    began_at    timestamptz not null,
    deadline_at timestamptz not null,
    due_at      timestamptz,
    ended_at    timestamptz,
    removed     bigint not null,
    fault       text,
    check ((ended_at is null) = (due_at is not null))
);
create index project_purge_due on project_purge (due_at) where due_at is not null;
