package brume.cloud.journal;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.id.Ids;
import brume.base.loop.SteppedScheduler;
import brume.base.postgres.ScratchPostgres;
import brume.base.sql.Migrations;
import brume.base.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JournalTest {
    private final SteppedScheduler scheduler = new SteppedScheduler(Instant.parse("2026-01-01T00:00:00Z"));
    private final Sql sql =
            new Sql(ScratchPostgres.shared().fresh("journal", source -> Migrations.run(source, List.of("journal"))));
    private final Journal journal = new Journal(sql, scheduler.clock(), new Ids(scheduler.clock(), new Random(1)));

    private void event() {
        sql.run(tx -> journal.event(tx, "thing", "1", Optional.empty(), "things:changed", Map.of()));
    }

    @Test
    void aDayThatHasBegunWithoutItsPartitionGetsIt() {
        journal.keepPartitions(Duration.ofDays(30));
        scheduler.advance(Duration.ofDays(5));
        event();
        assertThat(sql.exists("select 1 from event_other")).isTrue();
        journal.keepPartitions(Duration.ofDays(30));
        assertThat(sql.exists("select 1 from event_other")).isFalse();
        assertThat(sql.exists("select 1 from event_20260106")).isTrue();
    }

    @Test
    void partitionsAreMadeAsLongAsItRuns() {
        journal.start(scheduler, Duration.ofDays(2));
        for (int hours = 0; hours < 5 * 24; hours++) {
            event();
            scheduler.advance(Duration.ofHours(1));
            while (scheduler.step().isPresent()) {
                // each step is one piece of work
            }
        }
        assertThat(sql.exists("select 1 from event_other")).isFalse();
        assertThat(sql.query(
                        "select distinct tableoid::regclass::text as day from event order by 1",
                        row -> row.text("day")))
                .containsExactly("event_20260104", "event_20260105");
    }
}
