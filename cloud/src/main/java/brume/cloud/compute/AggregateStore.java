package brume.cloud.compute;

import brume.base.json.Json;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.contract.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Aggregates and the hosts in them.
final class AggregateStore {
    private static final String COLUMNS = """
            select a.id, a.number, a.name, a.zone, a.metadata, a.created_at, a.updated_at,
                   (select array_agg(m.host) from aggregate_host m where m.aggregate = a.id) as hosts
              from aggregate a
            """;

    /// As it is stored.
    record Stored(
            UUID id,
            long number,
            String name,
            Optional<String> zone,
            Map<String, String> metadata,
            List<HostId> hosts,
            Instant createdAt,
            Optional<Instant> updatedAt) {}

    /// By number.
    List<Stored> all(Reads reads) {
        return reads.query(COLUMNS + " order by a.number", AggregateStore::row);
    }

    Optional<Stored> find(Reads reads, long number) {
        return reads.first(COLUMNS + " where a.number = ?", AggregateStore::row, number);
    }

    /// Zones, hosts and aggregates hang together: whoever changes them is alone.
    void alone(Tx tx) {
        tx.lock("compute", "aggregates");
    }

    boolean named(Reads reads, String name) {
        return reads.exists("select 1 from aggregate where name = ?", name);
    }

    long insert(Tx tx, UUID id, String name, Optional<String> zone, Instant now) {
        return tx.only("""
                insert into aggregate (id, name, zone, metadata, created_at) values (?, ?, ?, ?, ?) returning number
                """, row -> row.whole("number"), id, name, zone, Json.object(), now);
    }

    void update(Tx tx, Stored next, Instant now) {
        tx.update(
                "update aggregate set name = ?, zone = ?, metadata = ?, updated_at = ? where id = ?",
                next.name(),
                next.zone(),
                Json.MAPPER.valueToTree(next.metadata()),
                now,
                next.id());
    }

    void delete(Tx tx, UUID id) {
        tx.update("delete from aggregate where id = ?", id);
    }

    void join(Tx tx, UUID aggregate, HostId host) {
        tx.update("insert into aggregate_host (aggregate, host) values (?, ?)", aggregate, host.value());
    }

    void leave(Tx tx, UUID aggregate, HostId host) {
        tx.update("delete from aggregate_host where aggregate = ? and host = ?", aggregate, host.value());
    }

    /// A host is gone for good.
    void forget(Tx tx, HostId host) {
        tx.update("delete from aggregate_host where host = ?", host.value());
    }

    private static Stored row(Row row) {
        return new Stored(
                row.uuid("id"),
                row.whole("number"),
                row.text("name"),
                row.optText("zone"),
                FlavorStore.strings(row.json("metadata")),
                row.uuids("hosts").stream().map(HostId::new).toList(),
                row.instant("created_at"),
                row.optInstant("updated_at"));
    }
}
