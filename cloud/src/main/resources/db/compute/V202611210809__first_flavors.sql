-- Sizes to begin with; an operator may change or delete them.
insert into flavor (id, name, vcpus, memory_bytes, disk_bytes, ephemeral_bytes, swap_bytes, rxtx_factor, public,
                    extra_specs, created_at)
select id, name, vcpus, mebibytes * 1048576::bigint, gibibytes * 1073741824::bigint, 0, 0, 1, true, '{}',
       timestamptz '2026-01-01 00:00:00+00'
  from (values ('42', 'm1.nano', 1, 128, 1),
               ('84', 'm1.micro', 1, 256, 1),
               ('1', 'm1.tiny', 1, 512, 1),
               ('2', 'm1.small', 1, 2048, 20),
               ('3', 'm1.medium', 2, 4096, 40),
               ('4', 'm1.large', 4, 8192, 80),
               ('5', 'm1.xlarge', 8, 16384, 160)) as f (id, name, vcpus, mebibytes, gibibytes);
