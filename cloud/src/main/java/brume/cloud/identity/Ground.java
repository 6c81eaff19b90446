package brume.cloud.identity;

import brume.base.id.Ids;
import brume.base.sql.Sql;
import brume.cloud.journal.Journal;
import java.time.InstantSource;

/// What all verbs of this slice stand on.
record Ground(Sql sql, InstantSource clock, Ids ids, Journal journal, Revocations revocations) {}
