package brume.cloud.compute;

import brume.base.loop.Next;
import brume.base.loop.Reconciler;
import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/// Guests that are to be told anew what they may learn of themselves, because their cards have changed. Noted with
/// each change, told right after the commit; the guest itself goes on as it is.
final class GuestsDue implements Reconciler<UUID> {
    private final Sql sql;
    private final InstantSource clock;
    private final InstanceStore store;
    private final GuestOrders orders;

    GuestsDue(Sql sql, InstantSource clock, InstanceStore store, GuestOrders orders) {
        this.sql = sql;
        this.clock = clock;
        this.store = store;
        this.orders = orders;
    }

    /// Notes them, without waiting for anybody who is at one of them.
    void add(Tx tx, Collection<UUID> instances, Consumer<UUID> wake) {
        tx.update(
                "insert into guest_due (instance, due_at) select id, ? from unnest(?::uuid[]) as id",
                clock.instant(),
                instances);
        instances.forEach(instance -> tx.afterCommit(() -> wake.accept(instance)));
    }

    List<UUID> due(Reads reads, Instant now, int limit) {
        return reads.query(
                "select instance from guest_due where due_at <= ? group by instance order by min(seq) limit ?",
                row -> row.uuid("instance"),
                now,
                limit);
    }

    @Override
    public Next reconcile(UUID instance) {
        sql.run(tx -> {
            tx.planOnce();
            var found = store.locked(tx, instance);
            // What is noted later is another row.
            tx.update("delete from guest_due where instance = ?", instance);
            orders.hold(
                    tx,
                    found.stream()
                            .filter(f -> f.instance().residency() == Instance.Residency.HOSTED)
                            .toList());
        });
        return Next.SETTLED;
    }
}
