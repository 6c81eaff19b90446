package brume.cloud.hosts;

import brume.contract.HostLink;
import brume.contract.HostReport;
import brume.contract.ItemKey;
import brume.contract.LinkFault;
import brume.contract.Order;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// A line to a host that is up: what the host has taken, and how far its reports have come.
final class Line {
    private final HostLink link;
    private final UUID session;
    private final Instant since;
    private final Map<ItemKey, Long> sent;
    private final Map<ItemKey, Long> flying = new ConcurrentHashMap<>();
    private final ReentrantLock recording = new ReentrantLock();
    private long serial;

    /// @param held newest generation that the host knows, for each item
    Line(HostLink link, UUID session, Map<ItemKey, Long> held, Instant since) {
        this.link = link;
        this.session = session;
        this.since = since;
        sent = new ConcurrentHashMap<>(held);
    }

    HostLink link() {
        return link;
    }

    /// When the host had been greeted.
    Instant since() {
        return since;
    }

    /// Whether the host was not sent this order, or any later one for the item.
    boolean lacks(ItemKey item, long generation) {
        return sent.getOrDefault(item, 0L) < generation;
    }

    void took(Order order) {
        sent.merge(order.key(), order.generation(), Math::max);
        flying.merge(order.key(), order.generation(), Math::max);
    }

    /// The host has not got what it was sent of this item.
    void forget(ItemKey item) {
        sent.remove(item);
        flying.remove(item);
    }

    /// Generations of orders that the host has got and not spoken of yet.
    Collection<Long> flying() {
        return flying.values();
    }

    /// @throws LinkFault.NotGreeted when the report belongs to another session
    void hear(HostReport report) {
        if (!report.session().equals(session)) {
            throw new LinkFault.NotGreeted("host " + report.host() + " speaks of another session");
        }
    }

    /// Records a report, one at a time, unless a later one of this session was recorded before: whoever sent that had
    /// put into it all that was new.
    ///
    /// @throws LinkFault.NotGreeted when it belongs to another session
    void record(HostReport report, Runnable recorder) {
        hear(report);
        recording.lock();
        try {
            if (report.serial() <= serial) return;
            recorder.run();
            serial = report.serial();
            for (var item : report.items()) {
                flying.computeIfPresent(item.key(), (key, sent) -> sent <= item.generation() ? null : sent);
            }
        } finally {
            recording.unlock();
        }
    }
}
