package brume.cloud.compute;

import brume.base.loop.Scheduler;
import brume.base.seal.Seal;
import brume.base.sql.Sql;
import java.time.Duration;
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
    private final InstanceSecrets secrets;
    private final Seal seal;
    private volatile boolean closed;

    InstanceReaper(Sql sql, Scheduler scheduler, InstanceSecrets secrets, Seal seal) {
        this.sql = sql;
        this.scheduler = scheduler;
        this.secrets = secrets;
        this.seal = seal;
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
        while (!closed && sql.tx(tx -> secrets.forget(tx, now, BATCH)) == BATCH) {
            LOG.debug("{} secrets are forgotten", BATCH);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
