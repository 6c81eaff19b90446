package brume.cloud.network;

import brume.base.sql.Sql;
import brume.base.sql.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// What hosts are to be told anew: written with each change, taken by the [Planner] right after the commit.
final class Due {
    /// What the planner works out at once.
    enum Kind {
        /// A network: where it is needed, its routers, and who is on it.
        NETWORK,
        /// A security group and those that its rules name.
        GROUP
    }

    /// Something whose orders may be out of date.
    record Key(Kind kind, UUID id) {}

    private final InstantSource clock;
    private Consumer<Key> wake = key -> {};

    Due(InstantSource clock) {
        this.clock = clock;
    }

    void wakes(Consumer<Key> wake) {
        this.wake = wake;
    }

    void network(Tx tx, UUID network) {
        add(tx, Kind.NETWORK, Set.of(network));
    }

    void networks(Tx tx, Collection<UUID> networks) {
        add(tx, Kind.NETWORK, networks);
    }

    void groups(Tx tx, Collection<UUID> groups) {
        add(tx, Kind.GROUP, groups);
    }

    private void add(Tx tx, Kind kind, Collection<UUID> ids) {
        if (ids.isEmpty()) return;
        var now = clock.instant();
        tx.update(
                "insert into network_due (kind, id, due_at) select ?, id, ? from unnest(?::uuid[]) as id",
                kind,
                now,
                ids);
        for (var id : Set.copyOf(ids)) tx.afterCommit(() -> wake.accept(new Key(kind, id)));
    }

    /// Takes what is due for a key, and says whether there was any. What is added later is not lost: it is another row.
    boolean take(Tx tx, Key key) {
        return tx.update("delete from network_due where kind = ? and id = ?", key.kind, key.id) > 0;
    }

    List<Key> due(Sql sql, Instant now, int limit) {
        return sql.query(
                "select kind, id from network_due where due_at <= ? group by kind, id order by min(seq) limit ?",
                row -> new Key(row.word("kind", Kind.class), row.uuid("id")),
                now,
                limit);
    }
}
