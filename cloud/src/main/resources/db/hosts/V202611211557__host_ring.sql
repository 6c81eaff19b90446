-- Hosts on which guests may be placed lie on a ring, by a hash of their ids: a fair sample of them is what follows any
-- place on it.
create index host_ring on host (hashtextextended(id::text, 0)) where enabled and connected;
create index host_zone on host (zone);
