-- Partitions by day, so that retention drops tables instead of rows. A row that no day's partition takes (the clock
-- jumped) goes to the default one.
create table event (
    id       uuid not null,
    at       timestamptz not null,
    kind     text not null collate "C",
    resource text not null collate "C",
    project  uuid,
    what     text not null collate "C",
    detail   jsonb not null,
    primary key (id, at)
) partition by range (at);
create table event_other partition of event default;
create index event_resource on event (resource, at);

create table audit (
    id        uuid not null,
    at        timestamptz not null,
    request   text not null collate "C",
    principal uuid,
    source    text not null collate "C",
    action    text not null collate "C",
    kind      text not null collate "C",
    resource  text not null collate "C",
    project   uuid,
    outcome   text not null collate "C",
    primary key (id, at)
) partition by range (at);
create table audit_other partition of audit default;
create index audit_resource on audit (resource, at);
