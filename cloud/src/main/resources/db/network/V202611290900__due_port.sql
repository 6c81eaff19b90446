-- The port that came, where nothing else has changed: what hosts are told already is then told with that port.
alter table network_due add column port uuid;
