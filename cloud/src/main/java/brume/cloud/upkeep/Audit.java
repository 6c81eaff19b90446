package brume.cloud.upkeep;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.loop.Scheduler;
import brume.base.sql.Sql;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.journal.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares what should be with what is, for ever: every few seconds one page of one check, so that it costs about as
/// much as one small request in that time, however large the cloud is. What is provably ours and safe is repaired; the
/// rest is told with its cause.
public final class Audit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final int PAGE = 500;

    private final Sql sql;
    private final Scheduler scheduler;
    private final Ids ids;
    private final Journal journal;
    private final List<Check> checks;
    private final FindingStore store = new FindingStore();
    private int at;
    private Optional<UUID> after = Optional.empty();
    private Instant began = Instant.EPOCH;
    private volatile boolean closed;

    public Audit(Sql sql, Scheduler scheduler, Ids ids, Journal journal, List<Check> checks) {
        this.sql = sql;
        this.scheduler = scheduler;
        this.ids = ids;
        this.journal = journal;
        this.checks = List.copyOf(checks);
    }

    /// Something found.
    ///
    /// @param first when it was found first
    /// @param last  when it was found last
    public record Found(UUID id, String check, Finding finding, Instant first, Instant last) {}

    /// A whole round.
    ///
    /// @param looked   rows that were looked at
    /// @param findings how many things are not, or were not, as they should be
    public record Round(int checks, long looked, int findings, int repaired, Duration took) {}

    public List<Check> checks(Caller caller) {
        caller.require(UpkeepActions.SEE, Target.ANY);
        return checks;
    }

    /// Begins to look, and goes on until closed.
    public void start() {
        scheduler.run("audit", this::begin);
    }

    private void begin() {
        if (closed) return;
        try {
            store.keep(sql, checks.stream().map(Check::name).toList());
        } catch (RuntimeException e) {
            LOG.warn("the audit can't begin yet, and tries again: {}", e.toString());
            scheduler.runAt(scheduler.clock().instant().plus(PERIOD), "audit", this::begin);
            return;
        }
        later();
    }

    private void later() {
        if (closed || checks.isEmpty()) return;
        scheduler.runAt(scheduler.clock().instant().plus(PERIOD), "audit", this::tick);
    }

    private void tick() {
        if (closed) return;
        var check = checks.get(at);
        try {
            if (after.isEmpty()) began = scheduler.clock().instant();
            var page = check.look().page(after, PAGE);
            record(check, page);
            after = page.end();
            if (after.isEmpty()) finish(check, began);
        } catch (RuntimeException e) {
            // The next round looks again.
            LOG.warn("the check {} failed: {}", check.name(), e.toString());
            after = Optional.empty();
        }
        if (after.isEmpty()) at = (at + 1) % checks.size();
        later();
    }

    private void finish(Check check, Instant since) {
        store.settle(sql, check.name(), since);
    }

    private void record(Check check, Check.Page page) {
        for (var found : page.findings()) {
            sql.run(tx -> {
                var now = scheduler.clock().instant();
                boolean news = store.put(tx, ids.next(), check.name(), found, now);
                if (!news) return;
                LOG.warn(
                        "{}: {} {}: {}{}",
                        check.name(),
                        found.kind(),
                        found.id(),
                        found.what(),
                        found.repaired() ? " (repaired)" : "");
                var what = found.repaired() ? "upkeep:repaired" : "upkeep:found";
                journal.event(
                        tx,
                        found.kind(),
                        found.id(),
                        found.project(),
                        what,
                        Map.of("check", check.name(), "what", found.what()));
            });
        }
    }

    /// Looks at everything now.
    public Round run(Caller caller) {
        caller.require(UpkeepActions.RUN, Target.ANY);
        var start = scheduler.clock().instant();
        long looked = 0;
        int findings = 0;
        int repaired = 0;
        for (var check : checks) {
            var since = scheduler.clock().instant();
            Optional<UUID> place = Optional.empty();
            do {
                var page = check.look().page(place, PAGE);
                record(check, page);
                looked += page.looked();
                findings += page.findings().size();
                repaired +=
                        (int) page.findings().stream().filter(Finding::repaired).count();
                place = page.end();
            } while (place.isPresent());
            finish(check, since);
        }
        return new Round(
                checks.size(),
                looked,
                findings,
                repaired,
                Duration.between(start, scheduler.clock().instant()));
    }

    /// One page of what was found, the oldest first.
    ///
    /// @param after the last one of the page before
    public List<Found> list(Caller caller, Optional<String> after, int limit) {
        caller.require(UpkeepActions.SEE, Target.ANY);
        return store.list(sql, after.map(Audit::id), limit);
    }

    private static UUID id(String marker) {
        return Ids.parse(marker).orElseThrow(() -> new CloudFault.Invalid("marker", "no such marker: " + marker));
    }

    @Override
    public void close() {
        closed = true;
    }
}
