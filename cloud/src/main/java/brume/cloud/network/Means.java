package brume.cloud.network;

import brume.base.id.Ids;
import brume.base.sql.Sql;
import brume.cloud.hosts.Hosts;
import brume.cloud.journal.Journal;
import brume.cloud.quota.Quotas;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What all verbs of this slice work with.
record Means(
        Sql sql,
        InstantSource clock,
        Ids ids,
        RandomGenerator random,
        Quotas quotas,
        Journal journal,
        Hosts hosts,
        Due due) {
    Instant now() {
        return clock.instant();
    }
}
