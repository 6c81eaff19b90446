package brume.cloud.hosts;

import brume.base.loop.Backoff;
import brume.base.loop.Next;
import brume.base.loop.ReconcileLoop;
import brume.base.loop.Scheduler;
import brume.base.sql.Once;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.contract.HostId;
import brume.contract.ItemKey;
import brume.contract.Order;
import brume.contract.Orders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Sends hosts what was written for them, once each: right after the commit, and whatever a wake-up was lost for.
///
/// What this process has written is sent as it was written, without being read again; whatever else a host may lack is
/// read.
final class Sending implements AutoCloseable {
    private static final int SENDERS = 64;
    private static final int SWEPT = 2000;
    private static final int READERS = 2;
    private static final int TOGETHER = 64;

    private final Sql sql;
    private final OrderStore orders;
    private final Once<HostStore.Identity> cloud;
    private final Map<HostId, Line> lines;
    private final Map<ItemKey.Kind, Completion> completions = new ConcurrentHashMap<>();
    private final Gathering<Reader, List<Order>> unsent = new Gathering<>(READERS, TOGETHER, this::unsent);
    private final ReconcileLoop<HostId> loop;
    /// What was written for hosts whose lines are up, and is not sent yet.
    private final Map<HostId, Queue<OrderStore.Written>> written = new ConcurrentHashMap<>();
    /// Hosts that may lack more than that.
    private final Set<HostId> unread = ConcurrentHashMap.newKeySet();
    /// How far the last look went at what is open.
    private volatile OrderStore.Waiting swept = OrderStore.Waiting.FIRST;

    /// @param lines that are up
    Sending(
            Sql sql,
            Scheduler scheduler,
            RandomGenerator random,
            OrderStore orders,
            Once<HostStore.Identity> cloud,
            Map<HostId, Line> lines) {
        this.sql = sql;
        this.orders = orders;
        this.cloud = cloud;
        this.lines = lines;
        loop = new ReconcileLoop<>("orders", scheduler, random, Backoff.DEFAULT, SENDERS, this::send);
    }

    /// From now on looks every `period` for what was not sent.
    void sweep(Duration period) {
        loop.sweep(period, (now, limit) -> waiting());
    }

    /// There is something for the host to be read.
    void wake(HostId host) {
        unread.add(host);
        loop.wake(host);
    }

    /// What is to be done once an order for the host is written that is to be read.
    Runnable to(HostId host) {
        return new Send(this, host);
    }

    /// These orders are on record.
    void written(List<OrderStore.Written> orders) {
        var hosts = new LinkedHashSet<HostId>();
        for (var order : orders) {
            var host = order.held().host();
            // One that greets is told all that it lacks.
            if (!lines.containsKey(host)) continue;
            written.computeIfAbsent(host, h -> new ConcurrentLinkedQueue<>()).add(order);
            hosts.add(host);
        }
        hosts.forEach(loop::wake);
    }

    /// Items of this kind are completed before they are sent.
    void completes(ItemKey.Kind kind, Completion completion) {
        completions.put(kind, completion);
    }

    /// Looks at a page of what hosts have not spoken of, however much there is. Most of it is on its way: who has got
    /// it is not sent it again.
    private List<HostId> waiting() {
        if (lines.isEmpty()) return List.of();
        var page = orders.waiting(sql, swept, SWEPT);
        swept = page.size() < SWEPT ? OrderStore.Waiting.FIRST : page.getLast();
        var lacking = page.stream()
                .filter(order -> {
                    var line = lines.get(order.host());
                    return line != null && line.lacks(order.key(), order.generation());
                })
                .map(OrderStore.Waiting::host)
                .distinct()
                .toList();
        unread.addAll(lacking);
        return lacking;
    }

    private Next send(HostId host) {
        boolean all = unread.remove(host);
        var fresh = taken(host);
        var line = lines.get(host);
        if (line == null) return Next.SETTLED;
        // What was written before the line was up may be over: the host may have been told so, and have forgotten it.
        boolean old = fresh.stream().anyMatch(order -> !order.at().isAfter(line.since()));
        try {
            // What is read has all in it that was written by now.
            var open = all || old ? unsent.put(new Reader(host, line)) : whole(line, fresh);
            if (open.isEmpty()) return Next.SETTLED;
            line.link().order(new Orders(cloud.get().id(), cloud.get().epoch(), open));
            open.forEach(line::took);
            return Next.SETTLED;
        } catch (RuntimeException | Error e) {
            unread.add(host);
            throw e;
        }
    }

    private List<OrderStore.Written> taken(HostId host) {
        var queue = written.get(host);
        if (queue == null) return List.of();
        var taken = new ArrayList<OrderStore.Written>();
        for (var next = queue.poll(); next != null; next = queue.poll()) taken.add(next);
        return taken;
    }

    /// As the host is to be told: the newest of each item, if it was not sent anything newer yet.
    private List<Order> whole(Line line, List<OrderStore.Written> fresh) {
        var newest = new HashMap<ItemKey, OrderStore.Written>();
        for (var order : fresh) {
            var key = order.held().item().key();
            if (!line.lacks(key, order.generation())) continue;
            newest.merge(key, order, (one, other) -> one.generation() > other.generation() ? one : other);
        }
        var open = newest.values().stream()
                .sorted(Comparator.comparing(OrderStore.Written::generation))
                .toList();
        var plain = open.stream()
                .filter(order -> order.held().secrets().isEmpty())
                .map(Sending::order)
                .toList();
        var secret = open.stream()
                .filter(order -> !order.held().secrets().isEmpty())
                .map(Sending::order)
                .toList();
        return Stream.concat(plain.stream(), complete(sql, secret).stream()).toList();
    }

    private static Order order(OrderStore.Written order) {
        var held = order.held();
        return new Order.Hold(held.item().on(held.host()), order.generation());
    }

    /// What is to be read for a host, however many orders for it one transaction has written.
    private record Send(Sending sending, HostId host) implements Runnable {
        @Override
        public void run() {
            sending.wake(host);
        }
    }

    /// A host that is to be told something, and the line to it.
    private record Reader(HostId host, Line line) {}

    /// What each is to be told.
    private List<List<Order>> unsent(List<Reader> readers) {
        return sql.tx(tx -> {
            tx.planOnce();
            return unsent(tx, readers);
        });
    }

    private List<List<Order>> unsent(Tx tx, List<Reader> readers) {
        var open = orders.open(
                tx,
                readers.stream().map(Reader::host).toList(),
                readers.stream()
                        .flatMap(reader -> reader.line.flying().stream())
                        .toList());
        var lacking = readers.stream()
                .map(reader -> open.getOrDefault(reader.host, List.of()).stream()
                        .filter(order -> reader.line.lacks(order.key(), order.generation()))
                        .toList())
                .toList();
        var whole =
                complete(tx, lacking.stream().flatMap(List::stream).toList()).iterator();
        return lacking.stream()
                .map(some -> some.stream().map(order -> whole.next()).toList())
                .toList();
    }

    private List<Order> complete(Reads reads, List<Order> orders) {
        if (orders.isEmpty()) return orders;
        var whole = new ArrayList<>(orders);
        completions.forEach((kind, completion) -> {
            var places = IntStream.range(0, whole.size())
                    .filter(i -> whole.get(i).key().kind() == kind && whole.get(i) instanceof Order.Hold)
                    .boxed()
                    .toList();
            if (places.isEmpty()) return;
            var items = completion.complete(
                    reads,
                    places.stream().map(i -> ((Order.Hold) whole.get(i)).item()).toList());
            for (int n = 0; n < items.size(); n++) {
                int i = places.get(n);
                whole.set(i, new Order.Hold(items.get(n), whole.get(i).generation()));
            }
        });
        return whole;
    }

    @Override
    public void close() {
        loop.close();
    }
}
