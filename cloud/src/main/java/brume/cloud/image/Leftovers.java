package brume.cloud.image;

import brume.base.loop.Scheduler;
import brume.base.sql.Sql;
import brume.cloud.bytes.ByteStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Clears up: uploads that nobody carries on, bytes of deleted images that no instance needs any more, files that no
/// row names. Each of these may be done at any time, again and again.
final class Leftovers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final Duration PERIOD = Duration.ofSeconds(30);
    /// An upload that began has its file by then.
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final int BATCH = 500;

    private final Sql sql;
    private final Scheduler scheduler;
    private final ByteStore bytes;
    private final UploadStore store;
    private final List<Predicate<UUID>> holders = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    Leftovers(Sql sql, Scheduler scheduler, ByteStore bytes, UploadStore store) {
        this.sql = sql;
        this.scheduler = scheduler;
        this.bytes = bytes;
        this.store = store;
    }

    /// Bytes of a deleted image stay as long as any holder says so.
    void heldBy(Predicate<UUID> holder) {
        holders.add(holder);
    }

    void start() {
        scheduler.run("image-leftovers", this::period);
    }

    private void period() {
        if (closed) return;
        try {
            clear();
        } catch (RuntimeException | IOException e) {
            LOG.warn("clearing up after images failed: {}", e.toString());
        }
        scheduler.runAt(scheduler.clock().instant().plus(PERIOD), "image-leftovers", this::period);
    }

    void clear() throws IOException {
        var now = scheduler.clock().instant();
        for (var upload : store.running(sql)) {
            if (!over(upload, now)) continue;
            LOG.info("the upload to image {} was broken off", upload.image());
            store.giveUp(sql, upload.image(), upload.blob(), now);
        }
        for (var leftover : store.leftovers(sql, BATCH)) {
            if (held(leftover.image())) continue;
            store.forget(sql, leftover);
            bytes.delete(leftover.blob());
        }
        // Files first, rows second: a file that is listed was named by its row before it came to be.
        var keys = bytes.keys();
        var named = store.named(sql, keys);
        for (var key : keys) if (!named.contains(key)) bytes.delete(key);
    }

    /// Whether nobody carries it on. Its process may have died, or lost the database, before the first byte was written
    /// or after the last.
    private boolean over(UploadStore.Running upload, Instant now) throws IOException {
        if (!upload.until().isAfter(now)) return true;
        return switch (bytes.writer(upload.blob())) {
            case ALIVE -> false;
            case GONE -> true;
            case NONE -> upload.until().isBefore(now.plus(Uploads.ALIVE).minus(SOON));
        };
    }

    /// Whether an instance may yet boot from it, or with it.
    private boolean held(UUID image) {
        return used(image)
                || store.namers(sql, image).stream().anyMatch(namer -> !namer.deleted() || used(namer.image()));
    }

    private boolean used(UUID image) {
        return holders.stream().anyMatch(holder -> holder.test(image));
    }

    @Override
    public void close() {
        closed = true;
    }
}
