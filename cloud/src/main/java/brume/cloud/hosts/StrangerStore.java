package brume.cloud.hosts;

import brume.base.json.Json;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.contract.HostId;
import brume.contract.Item;
import brume.contract.ItemKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Strangers, one row each.
final class StrangerStore {
    private static final String SELECT = """
            select s.host, h.name, s.kind, s.spec, s.found_at from stranger s join host h on h.id = s.host
             where not exists (select 1 from host_order o where o.host = s.host and o.kind = s.kind and o.item = s.item)
            """;

    /// By their ids, a page of them.
    List<Stranger> list(Reads reads, UUID after, int limit) {
        return reads.query(SELECT + " and s.item > ? order by s.item limit ?", StrangerStore::row, after, limit);
    }

    Optional<Stranger> find(Reads reads, UUID item) {
        return reads.first(SELECT + " and s.item = ?", StrangerStore::row, item);
    }

    /// Those of a host, which nobody else changes until the transaction ends.
    List<Stranger> locked(Tx tx, HostId host) {
        return tx.query(
                SELECT + " and s.host = ? order by s.kind, s.item for update of s", StrangerStore::row, host.value());
    }

    void meet(Tx tx, HostId host, List<Item> items, Instant now) {
        tx.batch(
                """
                insert into stranger (host, kind, item, spec, found_at) values (?, ?, ?, ?, ?)
                    on conflict (host, kind, item) do update set spec = excluded.spec
                """,
                items.stream()
                        .map(item -> new Object[] {
                            host.value(), item.key().kind(), item.id(), Json.MAPPER.valueToTree(item), now
                        })
                        .toList());
    }

    boolean any(Reads reads) {
        return reads.exists("select 1 from stranger limit 1");
    }

    /// Those that a host is told of by now are strangers no more.
    void settle(Tx tx, HostId host) {
        tx.update("""
                delete from stranger s using host_order o
                 where s.host = ? and o.host = s.host and o.kind = s.kind and o.item = s.item
                """, host.value());
    }

    void forget(Tx tx, HostId host, ItemKey item) {
        tx.update(
                "delete from stranger where host = ? and kind = ? and item = ?", host.value(), item.kind(), item.id());
    }

    private static Stranger row(Row row) {
        var kind = row.word("kind", ItemKey.Kind.class);
        return new Stranger(
                new HostId(row.uuid("host")), row.text("name"), row.json("spec", kind.type()), row.instant("found_at"));
    }
}
