create table quota_limit (
    project uuid not null,
    name    text not null collate "C",
    value   bigint not null check (value >= -1),
    primary key (project, name)
);
