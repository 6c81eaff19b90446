package brume.cloud.network;

import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.cloud.upkeep.Overdue;
import brume.cloud.upkeep.Work;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

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

    private final InstantSource clock;
    private Runnable wake = () -> {};
    private BiConsumer<Tx, List<UUID>> guests = (tx, instances) -> {};

    Due(InstantSource clock) {
        this.clock = clock;
    }

    void wakes(Runnable wake) {
        this.wake = wake;
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
        insert(tx, routers.stream().map(id -> new Key(Kind.ROUTER, id)).toList(), when);
    }

    /// Security groups, and those that their rules name.
    void groups(Tx tx, Collection<UUID> groups) {
        add(tx, Kind.GROUP, groups);
    }

    /// The networks and the groups of ports that are plugged in, or pulled.
    void ports(Tx tx, Collection<Port> ports) {
        var keys = new LinkedHashSet<Key>();
        ports.forEach(port -> keys.add(new Key(Kind.NETWORK, port.network())));
        ports.forEach(port -> port.securityGroups().forEach(group -> keys.add(new Key(Kind.GROUP, group))));
        add(tx, keys);
    }

    private void add(Tx tx, Kind kind, Collection<UUID> ids) {
        add(tx, ids.stream().map(id -> new Key(kind, id)).toList());
    }

    private void add(Tx tx, Collection<Key> keys) {
        if (keys.isEmpty()) return;
        insert(tx, keys, clock.instant());
        tx.afterCommit(wake);
    }

    private static void insert(Tx tx, Collection<Key> keys, Instant when) {
        tx.later(
                """
                insert into network_due (kind, id, due_at)
                select kind, id, ? from unnest(?::text[], ?::uuid[]) as due (kind, id)
                """,
                when,
                keys.stream().map(Key::kind).toList(),
                keys.stream().map(Key::id).toList());
    }

    /// Takes what is due, the oldest first. What is added later is not lost: it is another row.
    ///
    /// @param limit rows at most
    List<Key> take(Tx tx, Instant now, int limit) {
        return tx.query("""
                delete from network_due
                 where seq in (select seq from network_due where due_at <= ? order by seq limit ?)
                returning kind, id
                """, row -> new Key(row.word("kind", Kind.class), row.uuid("id")), now, limit);
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
