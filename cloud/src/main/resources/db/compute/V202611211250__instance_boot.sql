-- What an instance boots from, as its image said when it was made: a later change of the image changes nothing here.
create table instance_boot (
    instance uuid primary key references instance on delete cascade,
    kernel   uuid,
    ramdisk  uuid,
    boot     jsonb not null
);
create index instance_boot_kernel on instance_boot (kernel) where kernel is not null;
create index instance_boot_ramdisk on instance_boot (ramdisk) where ramdisk is not null;
