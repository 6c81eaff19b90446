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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Sends hosts what was written for them, once each: right after the commit, and whatever a wake-up was lost for.
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

    void wake(HostId host) {
        loop.wake(host);
    }

    /// What is to be done once an order for the host is written.
    Runnable to(HostId host) {
        return new Send(loop, host);
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
        return page.stream()
                .filter(order -> {
                    var line = lines.get(order.host());
                    return line != null && line.lacks(order.key(), order.generation());
                })
                .map(OrderStore.Waiting::host)
                .distinct()
                .toList();
    }

    private Next send(HostId host) {
        var line = lines.get(host);
        if (line == null) return Next.SETTLED;
        var open = unsent.put(new Reader(host, line));
        if (open.isEmpty()) return Next.SETTLED;
        line.link().order(new Orders(cloud.get().id(), cloud.get().epoch(), open));
        open.forEach(line::took);
        return Next.SETTLED;
    }

    /// What is to be sent to a host, however many orders for it one transaction has written.
    private record Send(ReconcileLoop<HostId> loop, HostId host) implements Runnable {
        @Override
        public void run() {
            loop.wake(host);
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
