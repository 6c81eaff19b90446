package brume.cloud.hosts;

import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.contract.HostHello;
import brume.contract.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The last fence of each host that was ever fenced.
final class FenceStore {
    private static final String COLUMNS = """
            select f.host, h.name, f.fenced_at, f.fenced_by, f.how, f.proof, f.ended_at, f.returned_at, f.belied
              from fence f join host h on h.id = f.host
            """;

    boolean any(Reads reads) {
        return reads.exists("select 1 from fence limit 1");
    }

    Optional<Fence> find(Reads reads, HostId host) {
        return reads.first(COLUMNS + " where f.host = ?", FenceStore::row, host.value());
    }

    /// Hosts whose fences hold.
    List<HostId> standing(Reads reads) {
        return reads.query(
                "select host from fence where ended_at is null order by host", row -> new HostId(row.uuid("host")));
    }

    /// Those of a page of hosts that came back without having been off.
    List<Fence> belied(Reads reads, List<UUID> hosts) {
        return reads.query(
                COLUMNS + " where f.belied and f.host = any(?::uuid[]) order by f.host", FenceStore::row, hosts);
    }

    void put(Tx tx, Fence fence, String request, Optional<UUID> boot) {
        tx.update("""
                insert into fence (host, fenced_at, fenced_by, request, how, proof, boot, belied)
                values (?, ?, ?, ?, ?, ?, ?, false)
                    on conflict (host) do update
                   set fenced_at = excluded.fenced_at, fenced_by = excluded.fenced_by, request = excluded.request,
                       how = excluded.how, proof = excluded.proof, boot = excluded.boot, ended_at = null,
                       returned_at = null, belied = false
                """, fence.host().value(), fence.at(), fence.by(), request, fence.how(), fence.proof(), boot);
    }

    /// Hosts are there again.
    ///
    /// @return those that had not been off
    List<HostId> returned(Tx tx, List<HostHello> hellos, Instant now) {
        return tx.query(
                """
                with back as (
                    update fence f
                       set returned_at = now.at, ended_at = coalesce(f.ended_at, now.at),
                           belied = f.boot is not distinct from hello.boot
                      from unnest(?::uuid[], ?::uuid[]) as hello (host, boot), (select ?::timestamptz as at) as now
                     where f.host = hello.host and f.returned_at is null
                    returning f.host, f.belied)
                select host from back where belied order by host
                """,
                row -> new HostId(row.uuid("host")),
                hellos.stream().map(hello -> hello.host().value()).toList(),
                hellos.stream().map(HostHello::boot).toList(),
                now);
    }

    /// The word is taken back; one that was wrong is forgiven.
    void end(Tx tx, HostId host, Instant now) {
        tx.update(
                "update fence set ended_at = coalesce(ended_at, ?), belied = false where host = ?", now, host.value());
    }

    /// None holds any more: what was fenced may have come back meanwhile.
    void endAll(Tx tx, Instant now) {
        tx.update("update fence set ended_at = ? where ended_at is null", now);
    }

    private static Fence row(Row row) {
        return new Fence(
                new HostId(row.uuid("host")),
                row.text("name"),
                row.instant("fenced_at"),
                row.optUuid("fenced_by"),
                row.word("how", Fence.How.class),
                row.text("proof"),
                row.optInstant("ended_at"),
                row.optInstant("returned_at"),
                row.flag("belied"));
    }
}
