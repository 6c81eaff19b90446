-- Hosts that are known to be off, or to have been: the last time, who said so, and how it is known. What they had been
-- told to let go of is free since then.
create table fence (
    host        uuid primary key references host on delete cascade,
    fenced_at   timestamptz not null,
    fenced_by   uuid,
    request     text not null,
    how         text not null collate "C",
    proof       text not null,
    boot        uuid,
    ended_at    timestamptz,
    returned_at timestamptz,
    belied      boolean not null
);
-- The start of its machine that a host has greeted from last.
alter table host add column boot uuid;
