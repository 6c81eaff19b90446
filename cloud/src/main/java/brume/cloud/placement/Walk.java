package brume.cloud.placement;

import brume.base.sql.Tx;
import brume.cloud.hosts.Host;
import brume.cloud.hosts.Hosts;
import brume.contract.HostId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A look at hosts for demands of one kind, that goes only as far as is needed: around the ring of all hosts from a
/// place that was chosen by chance, in growing steps; or at the few hosts that were named.
final class Walk {
    private static final int LEAST = 20;
    private static final int GROWTH = 4;

    /// Where a demand may go.
    ///
    /// @param hostName the one host that will do
    /// @param with     one of these hosts, unless empty
    record Where(Optional<String> zone, Optional<String> hostName, Set<HostId> with) {
        static Where of(Demand demand) {
            return new Where(demand.zone(), demand.hostName(), demand.with());
        }
    }

    private final Tx tx;
    private final Hosts hosts;
    private final Placement placement;
    private final Where where;
    private final long start;
    private final List<Candidate> seen = new ArrayList<>();
    private int step;
    private long at;
    private boolean done;

    /// @param start   a place on the ring
    /// @param demands how many there are: a sample that is too small would put too many on each host
    Walk(Tx tx, Hosts hosts, Placement placement, Where where, long start, int demands) {
        this.tx = tx;
        this.hosts = hosts;
        this.placement = placement;
        this.where = where;
        this.start = start;
        at = start;
        step = Math.max(LEAST, 2 * demands);
        goOn();
    }

    /// The hosts so far.
    List<Candidate> seen() {
        return seen;
    }

    /// Looks at more hosts.
    ///
    /// @return whether there were any
    boolean goOn() {
        if (done) return false;
        var some = named();
        if (some.isEmpty()) {
            var next = next();
            step *= GROWTH;
            seen.addAll(placement.with(tx, next));
            return !next.isEmpty();
        }
        done = true;
        return seen.addAll(placement.with(tx, some.get()));
    }

    private Optional<List<Host>> named() {
        if (where.hostName.isPresent()) {
            return Optional.of(hosts.named(tx, where.hostName.get()).stream().toList());
        }
        if (where.with.isEmpty()) return Optional.empty();
        return Optional.of(List.copyOf(hosts.some(tx, where.with).values()));
    }

    private List<Host> next() {
        long end = start - 1;
        var stops = hosts.ring(tx, at, end, where.zone, step);
        done = stops.size() < step || stops.getLast().place() == end;
        if (!done) at = stops.getLast().place() + 1;
        return stops.stream().map(Hosts.Stop::host).toList();
    }
}
