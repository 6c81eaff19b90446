-- What all hosts that hold an item are told alike, once: a network's hosts and neighbours, a group's rules and members.
-- An order is shared when `shared` is the time at which it was ordered: it is read from here, and its own spec, which is
-- as its host was told first, says no more than that it is no tombstone. A release that knows nothing of this writes an
-- order with its spec and another time, and so one that is not shared.
create table shared_spec (
    kind text not null collate "C",
    item uuid not null,
    spec jsonb not null,
    primary key (kind, item)
);
alter table host_order add column shared timestamptz;
