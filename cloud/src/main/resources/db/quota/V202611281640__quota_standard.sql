-- What holds for projects for which nothing is said, where that is not what the release says.
create table quota_standard (
    name  text primary key collate "C",
    value bigint not null check (value >= -1)
);
