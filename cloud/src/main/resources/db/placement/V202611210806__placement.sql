-- Room on hosts: one row for each host and class, changed only together with its claims. An audit compares the two.
create table inventory (
    host     uuid not null,
    class    text not null collate "C",
    capacity bigint not null,
    used     bigint not null default 0,
    primary key (host, class),
    check (used >= 0),
    check (used <= capacity)
);

-- What a residence holds of a host's room.
create table claim (
    residence uuid not null,
    host      uuid not null,
    class     text not null collate "C",
    amount    bigint not null check (amount >= 0),
    primary key (residence, class),
    foreign key (host, class) references inventory (host, class)
);
create index claim_host on claim (host);
