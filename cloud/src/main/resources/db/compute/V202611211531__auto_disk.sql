-- Whether the guest is to grow into its whole disk by itself; null where nobody said.
alter table instance add column auto_disk boolean;
