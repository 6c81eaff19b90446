package brume.cloud.network;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Sql;
import brume.base.sql.SqlFault;
import brume.base.sql.Tx;
import brume.cloud.access.Caller;
import brume.cloud.hosts.HostOrders;
import brume.cloud.hosts.Hosts;
import brume.cloud.journal.Journal;
import brume.cloud.quota.Quotas;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// What all verbs of this slice work with.
record Means(
        Sql sql,
        InstantSource clock,
        Ids ids,
        RandomGenerator random,
        Quotas quotas,
        Journal journal,
        Hosts hosts,
        Due due) {
    Instant now() {
        return clock.instant();
    }

    HostOrders orders() {
        return hosts.orders();
    }

    /// As [Sql#tx]; what went away meanwhile, and was needed, is a conflict.
    <T> T tx(Function<Tx, T> body) {
        try {
            return sql.tx(tx -> {
                tx.planOnce();
                return body.apply(tx);
            });
        } catch (SqlFault fault) {
            if (!fault.orphan()) throw fault;
            throw new CloudFault.Conflict("something that this needs, or that needs this, came or went meanwhile");
        }
    }

    /// As [#tx], for bodies that return nothing.
    void run(Consumer<Tx> body) {
        tx(tx -> {
            body.accept(tx);
            return true;
        });
    }

    /// Records a change of a resource.
    void changed(Tx tx, Caller caller, String kind, UUID id, Optional<UUID> project) {
        journal.changed(tx, caller, NetworkActions.CHANGE.name(), kind, id, project, Map.of());
    }
}
