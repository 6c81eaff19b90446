package brume.base.http;

import brume.base.net.Source;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.EndPoint;

/// The connections that are open. Those that are too slow are ended, and the silent ones too when it gets crowded.
///
/// A source that has too many is told so at its next request; one that has a quarter more than that is cut off at once.
final class Visits {
    /// Silent for so long, a connection is not in the middle of anything.
    private static final Duration SILENT = Duration.ofSeconds(1);

    /// Of one who asks when there is no room: those who came together with it are silent by then, and are gone.
    private static final Duration PATIENCE = SILENT.multipliedBy(2);

    /// A look at all connections takes milliseconds where there are thousands.
    private static final Duration HURRIED = Duration.ofMillis(100);

    private final Limits limits;
    private final Map<EndPoint, Visit> open = new ConcurrentHashMap<>();
    /// Connections that we ended, and that are closed by now, for as long as anybody knows of them.
    private final Set<EndPoint> ended = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final Map<String, Integer> bySource = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private long swept = System.nanoTime();

    Visits(Limits limits) {
        this.limits = limits;
    }

    /// How often to [#sweep].
    Duration period() {
        var quarter = limits.pace().head().dividedBy(4);
        return quarter.compareTo(SILENT) < 0 ? quarter : SILENT;
    }

    void opened(EndPoint wire) {
        var address = wire.getRemoteSocketAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "";
        var source = Source.counted(address);
        int all = count.incrementAndGet();
        int own = bySource.merge(source, 1, Integer::sum);
        int most = limits.proxies().contains(address)
                ? limits.crowd().connections()
                : limits.crowd().connectionsOfSource();
        var welcome = own > most
                ? Visit.Welcome.ONE_OF_TOO_MANY
                : all > limits.crowd().connections() ? Visit.Welcome.NO_ROOM : Visit.Welcome.SERVED;
        open.put(wire, new Visit(wire, source, welcome, limits.pace()));
        if (own > most + most / 4
                || all > limits.crowd().connections() + limits.crowd().connections() / 4) wire.close();
    }

    void closed(EndPoint wire) {
        var visit = open.get(wire);
        if (visit == null) return;
        if (visit.ended()) ended.add(wire);
        if (!open.remove(wire, visit)) return;
        count.decrementAndGet();
        bySource.computeIfPresent(visit.source(), (source, own) -> own == 1 ? null : own - 1);
    }

    /// The connection that a request came on. One that its client has closed already counts for nothing; one that we
    /// have ended stays so.
    Visit of(org.eclipse.jetty.server.Request request) {
        var wire = request.getConnectionMetaData().getConnection().getEndPoint();
        while (wire instanceof EndPoint.Wrapper wrapper) wire = wrapper.unwrap();
        var visit = open.get(wire);
        if (visit != null) return visit;
        var closed = new Visit(wire, "", Visit.Welcome.SERVED, limits.pace());
        if (ended.contains(wire)) closed.over();
        return closed;
    }

    /// Whether there is room for a connection that came when there was none; waits for it, since the silent ones go
    /// first.
    boolean room() {
        long start = System.nanoTime();
        boolean patient = true;
        while (crowded() && patient && System.nanoTime() - start < PATIENCE.toNanos()) {
            if (!sweptSince(System.nanoTime() - HURRIED.toNanos())) patient = paused();
        }
        return !crowded();
    }

    private boolean crowded() {
        return count.get() > limits.crowd().connections();
    }

    /// @return whether it was not interrupted
    private static boolean paused() {
        try {
            Thread.sleep(HURRIED);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Sweeps, unless somebody has done so after `time`.
    ///
    /// @return whether there was something to do
    private synchronized boolean sweptSince(long time) {
        if (swept - time > 0) return false;
        sweep();
        return true;
    }

    synchronized void sweep() {
        long now = System.nanoTime();
        swept = now;
        open.values().forEach(visit -> visit.look(now));
        int surplus = count.get() - limits.crowd().connections() / 4 * 3;
        if (surplus <= 0) return;
        open.values().stream()
                .map(visit -> Map.entry(visit.silence(now), visit))
                .filter(each -> each.getKey() > SILENT.toNanos())
                .sorted(Comparator.comparing(Map.Entry<Long, Visit>::getKey).reversed())
                .limit(surplus)
                .forEach(each -> each.getValue().end());
    }
}
