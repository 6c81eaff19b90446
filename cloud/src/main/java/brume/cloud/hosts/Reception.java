package brume.cloud.hosts;

import brume.base.loop.Scheduler;
import brume.base.sql.Sql;
import brume.contract.HostHello;
import brume.contract.HostId;
import brume.contract.HostLink;
import brume.contract.HostReport;
import brume.contract.HostWelcome;
import brume.contract.Item;
import brume.contract.ItemKey;
import brume.contract.LinkFault;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears hosts: their greetings, what they report, and that they are heard no more.
final class Reception implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hosts.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int WRITERS = 2;
    private static final int TOGETHER = 64;

    /// How a host that says hello is met.
    ///
    /// @param told   whether it is to be told anything
    /// @param answer empty when it was removed
    private record Welcome(boolean told, Optional<HostWelcome> answer) {}

    private final Sql sql;
    private final Scheduler scheduler;
    private final HostStore hosts;
    private final OrderStore orders;
    private final StrangerStore unknown;
    private final Returns returns;
    private final Fences fences;
    private final Collection<HostListener> listeners;
    private final Map<HostId, Line> lines;
    private final Sending sending;
    private final Runnable changed;
    private final Map<HostId, ReentrantLock> gates = new ConcurrentHashMap<>();
    private final Gathering<Greeting, Welcome> hellos = new Gathering<>(WRITERS, TOGETHER, this::welcome);
    private final Gathering<HostReport, Boolean> reports = new Gathering<>(WRITERS, TOGETHER, this::record);
    /// Whether there were strangers since the start.
    private volatile boolean met;
    private volatile boolean closed;

    /// @param lines   that are up
    /// @param changed is run after each change of a host's standing
    Reception(
            Sql sql,
            Scheduler scheduler,
            HostStore hosts,
            OrderStore orders,
            StrangerStore unknown,
            Returns returns,
            Fences fences,
            Collection<HostListener> listeners,
            Map<HostId, Line> lines,
            Sending sending,
            Runnable changed) {
        this.sql = sql;
        this.scheduler = scheduler;
        this.hosts = hosts;
        this.orders = orders;
        this.unknown = unknown;
        this.returns = returns;
        this.fences = fences;
        this.listeners = listeners;
        this.lines = lines;
        this.sending = sending;
        this.changed = changed;
    }

    /// Finds the strangers of an earlier life of ours.
    void recall() {
        met = unknown.any(sql);
    }

    /// @param us this cloud
    HostWelcome hello(HostStore.Identity us, HostHello hello, HostLink link) {
        boolean stranger =
                !hello.cloud().equals(new UUID(0, 0)) && !hello.cloud().equals(us.id());
        if (stranger) throw new LinkFault("host " + hello.name() + " belongs to cloud " + hello.cloud());
        if (hello.epoch() > us.epoch()) {
            throw new LinkFault("host " + hello.name() + " takes orders of epoch " + hello.epoch()
                    + ": this is an older copy of its cloud, of epoch " + us.epoch());
        }
        var holds = returns.returns(hello) ? Optional.of(returns.holds(link)) : Optional.<Map<ItemKey, Item>>empty();
        var answer = greet(new Greeting(hello, holds), link);
        if (holds.isPresent()) met = unknown.any(sql);
        changed.run();
        LOG.info("host {} ({}) is connected", hello.name(), hello.host());
        return answer;
    }

    /// @param holds what the host has held since before a restore
    private record Greeting(HostHello hello, Optional<Map<ItemKey, Item>> holds) {}

    private HostWelcome greet(Greeting greeting, HostLink link) {
        var hello = greeting.hello;
        var gate = gate(hello.host());
        gate.lock();
        try {
            var welcome = hellos.put(greeting);
            var answer = welcome.answer.orElseThrow(() ->
                    new LinkFault("host " + hello.name() + " was removed from this cloud; it may join as another one"));
            var line = new Line(
                    link, hello.session(), hello.held(), scheduler.clock().instant());
            var old = lines.put(hello.host(), line);
            if (old != null && old.link() != link) old.link().close();
            if (welcome.told) sending.wake(hello.host());
            return answer;
        } finally {
            gate.unlock();
        }
    }

    /// Each of another host: a host has one gate.
    private List<Welcome> welcome(List<Greeting> all) {
        return sql.tx(tx -> {
            tx.planOnce();
            var now = scheduler.clock().instant();
            var buried = hosts.buried(
                    tx, all.stream().map(greeting -> greeting.hello.host()).toList());
            var welcome = all.stream()
                    .filter(greeting -> !buried.contains(greeting.hello.host()))
                    .sorted(Comparator.comparing(
                            greeting -> greeting.hello.host().value()))
                    .toList();
            var hellos = welcome.stream().map(Greeting::hello).toList();
            var held = new HashMap<HostId, Map<ItemKey, Long>>();
            hellos.forEach(hello -> held.put(hello.host(), hello.held()));
            var waiting = new HashMap<HostId, Map<ItemKey, Long>>();
            if (!hellos.isEmpty()) {
                hosts.greet(tx, hellos, now);
                fences.greeted(tx, hellos, now);
                waiting.putAll(orders.reopen(tx, held));
                listeners.forEach(listener -> listener.greeted(tx, hellos));
            }
            for (var greeting : welcome) {
                greeting.holds.ifPresent(items -> {
                    returns.record(tx, greeting.hello, items, now);
                    waiting.put(
                            greeting.hello.host(), orders.lacking(tx, greeting.hello.host(), greeting.hello.held()));
                });
            }
            return all.stream()
                    .map(greeting -> greeting.hello.host())
                    .map(host -> new Welcome(
                            waiting.containsKey(host),
                            buried.contains(host)
                                    ? Optional.empty()
                                    : Optional.of(new HostWelcome(waiting.getOrDefault(host, Map.of())))))
                    .toList();
        });
    }

    /// The line to a host is down. It is a line until that is recorded, which is tried until it is.
    void lost(HostId host, HostLink link) {
        var gate = gate(host);
        gate.lock();
        try {
            var line = lines.get(host);
            if (closed || line == null || line.link() != link) return;
            sql.run(tx -> {
                hosts.disconnected(tx, host, scheduler.clock().instant());
                listeners.forEach(listener -> listener.lost(tx, host));
            });
            lines.remove(host, line);
            changed.run();
            LOG.warn("host {} is not connected any more", host);
        } catch (RuntimeException e) {
            LOG.warn("that host {} is lost could not be recorded, again in {}: {}", host, AGAIN, e.toString());
            scheduler.runAt(scheduler.clock().instant().plus(AGAIN), "lost host", () -> lost(host, link));
        } finally {
            gate.unlock();
        }
    }

    /// A host comes and goes one after the other, so that of the two the later one is what is recorded last.
    private ReentrantLock gate(HostId host) {
        return gates.computeIfAbsent(host, h -> new ReentrantLock());
    }

    void report(HostReport report) {
        var line = lines.get(report.host());
        if (line == null) throw new LinkFault.NotGreeted("host " + report.host() + " has not said hello");
        // One that says no more than that the host is there stays in memory.
        if (report.items().isEmpty() && report.guests().isEmpty()) line.hear(report);
        else line.record(report, () -> reports.put(report));
    }

    private List<Boolean> record(List<HostReport> all) {
        sql.run(tx -> {
            tx.planOnce();
            if (met) all.forEach(report -> unknown.settle(tx, report.host()));
            var items = SeenStore.write(tx, all);
            var news = all.stream()
                    .filter(report ->
                            items.containsKey(report.host()) || !report.guests().isEmpty())
                    .map(report -> new HostListener.News(
                            report.host(), items.getOrDefault(report.host(), List.of()), report.guests()))
                    .toList();
            if (!news.isEmpty()) listeners.forEach(listener -> listener.seen(tx, news));
        });
        return Collections.nCopies(all.size(), true);
    }

    /// What is lost from now on is our own end.
    @Override
    public void close() {
        closed = true;
    }
}
