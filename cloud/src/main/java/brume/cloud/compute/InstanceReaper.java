package brume.cloud.compute;

import brume.base.loop.Scheduler;
import brume.base.seal.Seal;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes away what has been kept for long enough, a batch at a time, so that nobody waits for it. Each of these may be
/// done at any time, again and again.
final class InstanceReaper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceReaper.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration KEY_AGE = Duration.ofDays(90);
    private static final int BATCH = 200;

    private final Sql sql;
    private final Scheduler scheduler;
    private final InstanceStore store;
    private final InstanceSecrets secrets;
    private final Seal seal;
    private final Duration kept;
    private volatile boolean closed;

    /// @param kept how long instances that are gone stay listed
    InstanceReaper(
            Sql sql, Scheduler scheduler, InstanceStore store, InstanceSecrets secrets, Seal seal, Duration kept) {
        this.sql = sql;
        this.scheduler = scheduler;
        this.store = store;
        this.secrets = secrets;
        this.seal = seal;
        this.kept = kept;
    }

    void start() {
        scheduler.run("instance-reaper", this::period);
    }

    private void period() {
        if (closed) return;
        try {
            reap();
        } catch (RuntimeException e) {
            LOG.warn("clearing up after instances failed; it is tried again in {}: {}", PERIOD, e.toString());
        }
        scheduler.runAt(scheduler.clock().instant().plus(PERIOD), "instance-reaper", this::period);
    }

    private void reap() {
        seal.renew(KEY_AGE);
        var now = scheduler.clock().instant();
        all("secrets", tx -> secrets.forget(tx, now, BATCH));
        all("instances", tx -> store.reap(tx, now.minus(kept), BATCH));
    }

    private void all(String what, Function<Tx, Integer> batch) {
        int done = BATCH;
        while (!closed && done == BATCH) {
            done = sql.tx(batch::apply);
            if (done > 0) LOG.debug("{} {} are gone for good", done, what);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
