package brume.cloud.hosts;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.loop.Backoff;
import brume.base.loop.ReconcileLoop;
import brume.base.loop.Scheduler;
import brume.base.sql.Asked;
import brume.base.sql.Once;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.access.Target;
import brume.cloud.journal.Journal;
import brume.cloud.upkeep.Belongings;
import brume.cloud.upkeep.Check;
import brume.cloud.upkeep.Watch;
import brume.cloud.upkeep.Work;
import brume.contract.Answer;
import brume.contract.ControlLink;
import brume.contract.HostHello;
import brume.contract.HostId;
import brume.contract.HostLink;
import brume.contract.HostReport;
import brume.contract.HostWelcome;
import brume.contract.ItemKey;
import brume.contract.LinkFault;
import brume.contract.Question;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hosts, and the lines to them.
public final class Hosts implements ControlLink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hosts.class);
    /// The availability zone of hosts that are in no other.
    public static final String ZONE = "nova";

    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final Duration LATELY = Duration.ofSeconds(1);

    /// What was read of a host, and how long it may be shown.
    private record Recent(Host host, Instant until) {}

    /// A host, and where it is on the ring of [#ring].
    public record Stop(long place, Host host) {}

    private final Sql sql;
    private final Journal journal;
    private final Scheduler scheduler;
    private final HostStore hosts = new HostStore();
    private final OrderStore written = new OrderStore();
    private final Once<HostStore.Identity> cloud;
    private final Function<UUID, InputStream> images;
    private final List<HostListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<HostId, Line> lines = new ConcurrentHashMap<>();
    private final HostOrders orders;
    private final Sending sending;
    private final Reception reception;
    private final Strangers strangers;
    private final Fences fences;
    private final ReconcileLoop<HostId> lettingGo;
    private final Map<HostId, Recent> recent = new ConcurrentHashMap<>();

    /// @param images opens an image's bytes for a host
    public Hosts(
            Sql sql,
            Scheduler scheduler,
            Ids ids,
            RandomGenerator random,
            Journal journal,
            Function<UUID, InputStream> images) {
        this.sql = sql;
        this.journal = journal;
        this.scheduler = scheduler;
        this.images = images;
        var unknown = new StrangerStore();
        fences = new Fences(sql, scheduler.clock(), journal, hosts, listeners, this::forgetRecent);
        cloud = new Once<>(() -> begin(ids));
        sending = new Sending(sql, scheduler, random, written, cloud, lines);
        orders = new HostOrders(written, sending, scheduler.clock());
        strangers = new Strangers(sql, scheduler.clock(), journal, unknown, written, sending::wake);
        var returns = new Returns(written, unknown, listeners, () -> cloud.get().epoch());
        reception = new Reception(
                sql,
                scheduler,
                hosts,
                written,
                unknown,
                returns,
                fences,
                listeners,
                lines,
                sending,
                this::forgetRecent);
        lettingGo = new ReconcileLoop<>("fences", scheduler, random, Backoff.DEFAULT, 1, fences::letGo);
    }

    private HostStore.Identity begin(Ids ids) {
        reception.recall();
        fences.recall();
        return sql.tx(tx -> {
            hosts.allDisconnected(tx, scheduler.clock().instant());
            return hosts.cloud(tx, ids.next());
        });
    }

    /// Sends what was written and not sent, because a wake-up was lost, every few seconds.
    public void start() {
        cloud.get();
        lettingGo.sweep(SWEEP, (now, limit) -> fences.standing());
        sending.sweep(SWEEP);
    }

    /// What this slice knows of deletes.
    public Belongings belongings() {
        return HostBelongings.all();
    }

    /// Finds what is late of this slice's work.
    public List<Watch> watches() {
        return List.of(new Watch(Work.HOST_ORDER, LateOrders::late));
    }

    public void listen(HostListener listener) {
        listeners.add(listener);
    }

    /// This cloud's id, made at its first start.
    public UUID cloud() {
        return cloud.get().id();
    }

    /// After a restore: this is another life of the cloud, of which hosts take orders and no more of the one before.
    public static void restored(Tx tx, Instant now) {
        new HostStore().raiseEpoch(tx, now);
        new FenceStore().endAll(tx, now);
    }

    /// What hosts hold since before a restore, and nobody knows.
    public Strangers strangers() {
        return strangers;
    }

    /// What they are told to hold.
    public HostOrders orders() {
        return orders;
    }

    /// Hosts that are known to be off.
    public Fences fences() {
        return fences;
    }

    private void forgetRecent() {
        recent.clear();
    }

    /// By name.
    public List<Host> all(Reads reads) {
        return hosts.all(reads);
    }

    /// Some hosts by their ids; those that are not there are left out.
    public Map<HostId, Host> some(Reads reads, Collection<HostId> some) {
        if (some.isEmpty()) return Map.of();
        var found = new HashMap<HostId, Host>();
        hosts.some(reads, some).forEach(host -> found.put(host.id(), host));
        return found;
    }

    /// A page of hosts, by id.
    public List<Host> page(Reads reads, Optional<HostId> after, int limit) {
        return hosts.page(reads, after.map(HostId::value).orElse(new UUID(0, 0)), limit);
    }

    public Optional<Host> named(Reads reads, String name) {
        return hosts.named(reads, name);
    }

    /// Whether any host is in an availability zone.
    public boolean zone(Reads reads, String zone) {
        return hosts.zone(reads, zone);
    }

    /// Hosts that new guests may be placed on, as they follow each other on a ring on which they lie as if by chance:
    /// whoever begins anywhere gets a fair sample, and never has to look at all of them.
    ///
    /// @param from the first place that is looked at
    /// @param to   the last, over the ring's end where it is less than the first
    /// @param zone of this availability zone alone
    public List<Stop> ring(Reads reads, long from, long to, Optional<String> zone, int limit) {
        return hosts.ring(reads, from, to, zone, limit);
    }

    /// Some hosts as they were at most a second ago, mostly without asking the database: for what is only shown.
    public Map<HostId, Host> lately(Collection<HostId> some) {
        var now = scheduler.clock().instant();
        var found = new HashMap<HostId, Host>();
        var unknown = new HashSet<HostId>();
        for (var id : some) {
            var known = recent.get(id);
            if (known == null || known.until.isBefore(now)) unknown.add(id);
            else found.put(id, known.host);
        }
        some(sql, unknown).forEach((id, host) -> {
            recent.put(id, new Recent(host, now.plus(LATELY)));
            found.put(id, host);
        });
        return found;
    }

    /// Some hosts, asked for together with what else the transaction asks for.
    public Asked<Host> ask(Tx tx, Collection<HostId> some) {
        return some.isEmpty() ? Asked.nothing() : hosts.ask(tx, some);
    }

    public Optional<Host> find(Reads reads, HostId host) {
        return hosts.find(reads, host);
    }

    /// Lets new guests be placed on a host, or no more.
    public void enable(Tx tx, HostId host, boolean enabled, Optional<String> reason) {
        hosts.enable(tx, host, enabled, reason, scheduler.clock().instant());
        hosts.find(tx, host).ifPresent(now -> listeners.forEach(listener -> listener.turned(tx, now)));
        tx.afterCommit(this::forgetRecent);
    }

    /// Moves a host to an availability zone.
    public void rezone(Tx tx, HostId host, String zone) {
        hosts.rezone(tx, host, zone);
        tx.afterCommit(this::forgetRecent);
    }

    /// Keeps a host from being removed until the transaction ends.
    ///
    /// @return whether it is there
    public boolean hold(Tx tx, HostId host) {
        return hosts.held(tx, host);
    }

    /// Declares a host gone for good: whatever was kept until it would have confirmed something is free at once. It may
    /// not greet again.
    ///
    /// @throws CloudFault.Conflict while it is connected, or is the home of instances
    public void remove(Caller caller, HostId id) {
        caller.require(HostActions.REMOVE, Target.ANY);
        sql.run(tx -> {
            var host = hosts.locked(tx, id).orElseThrow(() -> new CloudFault.NotFound("host", id));
            if (host.connected()) {
                throw new CloudFault.Conflict(
                        "host-connected", "Host " + host.name() + " is connected; stop its agent first.");
            }
            written.forget(tx, id);
            listeners.forEach(listener -> listener.removed(tx, id));
            hosts.bury(tx, host, scheduler.clock().instant());
            journal.changed(
                    tx, caller, HostActions.REMOVE.name(), "host", id, Optional.empty(), Map.of("name", host.name()));
            tx.afterCommit(this::forgetRecent);
        });
    }

    /// The host has not got what it was sent of this item.
    void forgetSent(HostId host, ItemKey item) {
        var line = lines.get(host);
        if (line != null) line.forget(item);
    }

    /// What must hold of this slice's tables, and on every host.
    public List<Check> checks() {
        return Stream.concat(
                        new HostChecks(sql, this, written, sending::wake).all().stream(), Stream.of(fences.check()))
                .toList();
    }

    /// The hosts whose lines are up, a page of them.
    List<HostId> connected(UUID after, int limit) {
        return sql.query(
                "select id from host where connected and id > ? order by id limit ?",
                row -> new HostId(row.uuid("id")),
                after,
                limit);
    }

    /// @throws CloudFault.Unavailable when the host's line is down, or it does not answer in time
    public Answer ask(HostId host, Question question, Duration deadline) {
        var line = lines.get(host);
        if (line == null) throw new CloudFault.Unavailable("host " + host + " is not connected");
        try {
            return line.link().ask(question, deadline);
        } catch (LinkFault fault) {
            throw new CloudFault.Unavailable("host " + host + " did not answer: " + fault.getMessage());
        }
    }

    @Override
    public HostWelcome hello(HostHello hello, HostLink link) {
        return reception.hello(cloud.get(), hello, link);
    }

    /// The line to a host is down. It is a line until that is recorded, which is tried until it is.
    public void lost(HostId host, HostLink link) {
        reception.lost(host, link);
    }

    @Override
    public void report(HostReport report) {
        reception.report(report);
    }

    @Override
    public InputStream image(UUID image) {
        try {
            return images.apply(image);
        } catch (CloudFault fault) {
            throw new LinkFault(fault.getMessage(), fault);
        }
    }

    @Override
    public void close() {
        reception.close();
        lettingGo.close();
        sending.close();
        lines.values().forEach(line -> line.link().close());
    }
}
