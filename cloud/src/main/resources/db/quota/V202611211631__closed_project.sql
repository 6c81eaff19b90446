-- Projects that take no new resources: while they are purged, and after their end.
create table closed_project (
    project uuid primary key,
    why     text not null
);
