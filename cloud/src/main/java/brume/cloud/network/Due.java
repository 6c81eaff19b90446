package brume.cloud.network;

import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.cloud.upkeep.Overdue;
import brume.cloud.upkeep.Work;
import brume.contract.HostId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/// What hosts are to be told anew: written with each change, taken by the [Planner] right after the commit.
///
/// Rows are only added, so that nobody waits for anybody; many rows about one thing are worked out once.
final class Due {
    /// What the planner works out.
    enum Kind {
        NETWORK,
        ROUTER,
        GROUP
    }

    /// Something whose orders may be out of date.
    record Key(Kind kind, UUID id) {}

    /// Why it may be.
    ///
    /// @param port that came, where nothing else has changed
    record Row(Key key, Optional<UUID> port) {
        Row(Key key) {
            this(key, Optional.empty());
        }

        Row(Key key, UUID port) {
            this(key, Optional.of(port));
        }
    }

    /// So many ports are named; more are as soon worked out with all others.
    private static final int FEW = 20;

    private final InstantSource clock;
    private Runnable wake = () -> {};
    private Runnable soon = () -> {};
    private BiPredicate<HostId, Port> ready = (host, port) -> false;
    private BiConsumer<Tx, List<UUID>> guests = (tx, instances) -> {};

    Due(InstantSource clock) {
        this.clock = clock;
    }

    /// @param wake  what is done after a change
    /// @param soon  what is done after one that nobody waits for: more of them may come
    /// @param ready whether a host probably has all that such a port needs
    void wakes(Runnable wake, Runnable soon, BiPredicate<HostId, Port> ready) {
        this.wake = wake;
        this.soon = soon;
        this.ready = ready;
    }

    void tells(BiConsumer<Tx, List<UUID>> listener) {
        guests = listener;
    }

    /// What guests may learn of these ports.
    void cards(Tx tx, Collection<UUID> ports) {
        tell(tx, "id = any(?::uuid[])", ports);
    }

    /// What guests may learn of the ports of a network.
    void cardsOn(Tx tx, UUID network) {
        tell(tx, "network = ?", network);
    }

    /// What guests may learn of the ports in a security group.
    void cardsIn(Tx tx, UUID group) {
        tell(tx, "id in (select port from port_group where security_group = ?)", group);
    }

    private void tell(Tx tx, String ports, Object parameter) {
        var instances = tx.query(
                "select distinct instance from port where instance is not null and " + ports,
                row -> row.uuid("instance"),
                parameter);
        if (!instances.isEmpty()) guests.accept(tx, instances);
    }

    /// A network: where it is needed, who is on it, and its routers.
    void network(Tx tx, UUID network) {
        add(tx, Kind.NETWORK, Set.of(network));
    }

    /// A router, and its networks.
    void router(Tx tx, UUID router) {
        add(tx, Kind.ROUTER, Set.of(router));
    }

    void routers(Tx tx, Collection<UUID> routers) {
        add(tx, Kind.ROUTER, routers);
    }

    /// As [#routers], not before `when`.
    void routersAt(Tx tx, Collection<UUID> routers, Instant when) {
        insert(tx, routers.stream().map(id -> new Row(new Key(Kind.ROUTER, id))).toList(), when);
    }

    /// Security groups, and those that their rules name.
    void groups(Tx tx, Collection<UUID> groups) {
        add(tx, Kind.GROUP, groups);
    }

    /// The network and the groups of a port that is pulled.
    void pulled(Tx tx, Port port) {
        add(tx, keys(port).map(Row::new).toList());
    }

    /// The networks and the groups of ports that are plugged in; nothing else has changed. Where their hosts have
    /// them, the ports work without being told of anywhere else.
    void plugged(Tx tx, Collection<Bindings.Wish> wishes) {
        var ports = wishes.stream().map(Bindings.Wish::port).toList();
        if (few(ports)) {
            came(
                    tx,
                    ports.stream()
                            .flatMap(port -> keys(port).map(key -> new Row(key, port.id())))
                            .toList(),
                    wishes.stream().allMatch(wish -> ready.test(wish.host(), wish.port())));
        } else {
            add(tx, ports.stream().flatMap(Due::keys).distinct().map(Row::new).toList());
        }
    }

    /// Groups that ports have come to; nothing else has changed.
    void joined(Tx tx, Collection<UUID> ports, Collection<UUID> groups) {
        if (!few(ports)) {
            groups(tx, groups);
            return;
        }
        came(
                tx,
                ports.stream()
                        .flatMap(port -> groups.stream().map(id -> new Row(new Key(Kind.GROUP, id), port)))
                        .toList(),
                true);
    }

    private void came(Tx tx, List<Row> rows, boolean ready) {
        if (rows.isEmpty()) return;
        insert(tx, rows, clock.instant());
        tx.afterCommit(ready ? soon : wake);
    }

    private static boolean few(Collection<?> ports) {
        return ports.size() <= FEW;
    }

    private static Stream<Key> keys(Port port) {
        return Stream.concat(
                Stream.of(new Key(Kind.NETWORK, port.network())),
                port.securityGroups().stream().map(group -> new Key(Kind.GROUP, group)));
    }

    private void add(Tx tx, Kind kind, Collection<UUID> ids) {
        add(tx, ids.stream().map(id -> new Row(new Key(kind, id))).toList());
    }

    private void add(Tx tx, Collection<Row> rows) {
        if (rows.isEmpty()) return;
        insert(tx, rows, clock.instant());
        tx.afterCommit(wake);
    }

    private static void insert(Tx tx, Collection<Row> rows, Instant when) {
        tx.later(
                """
                insert into network_due (kind, id, port, due_at)
                select kind, id, port, ? from unnest(?::text[], ?::uuid[], ?::uuid[]) as due (kind, id, port)
                """,
                when,
                rows.stream().map(row -> row.key.kind()).toList(),
                rows.stream().map(row -> row.key.id()).toList(),
                rows.stream().map(Row::port).toList());
    }

    /// Takes what is due, the oldest first. What is added later is not lost: it is another row.
    ///
    /// @param limit rows at most
    List<Row> take(Tx tx, Instant now, int limit) {
        return tx.query(
                """
                delete from network_due
                 where seq in (select seq from network_due where due_at <= ? order by seq limit ?)
                returning kind, id, port
                """,
                row -> new Row(new Key(row.word("kind", Kind.class), row.uuid("id")), row.optUuid("port")),
                now,
                limit);
    }

    /// What has waited for too long to be worked out.
    static List<Overdue> late(Reads reads, Instant now, Optional<String> after, int limit) {
        return reads.query(
                """
                select kind, id, min(due_at) as since from network_due
                 group by kind, id having min(due_at) <= ? and (kind || '/' || id::text) > ?
                 order by kind, id::text limit ?
                """,
                row -> {
                    var since = row.instant("since");
                    var id = row.uuid("id").toString();
                    return new Overdue(
                            Work.NETWORK_PLAN,
                            row.text("kind") + "/" + id,
                            row.text("kind").toLowerCase(Locale.ROOT),
                            id,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            since,
                            since.plus(Work.NETWORK_PLAN.most()),
                            Optional.empty(),
                            "the planner's next turn; the log says why the last one failed");
                },
                now.minus(Work.NETWORK_PLAN.most()),
                after.orElse(""),
                limit);
    }

    boolean any(Reads reads, Instant now) {
        return reads.exists("select 1 from network_due where due_at <= ? limit 1", now);
    }
}
