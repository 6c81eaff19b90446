package brume.cloud.hosts;

import brume.base.sql.Asked;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.RowReader;
import brume.base.sql.Tx;
import brume.contract.HostHello;
import brume.contract.HostId;
import brume.contract.HypervisorKind;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Hosts, one row each.
final class HostStore {
    /// How many generations an epoch has for each second that it lasts.
    static final long GENERATIONS = 1L << 24;

    private static final String COLUMNS = """
            select id, name, underlay, traits, hypervisors, vcpus, memory_bytes, disk_bytes, zone, enabled,
                   disabled_reason, connected, changed_at,
                   exists (select 1 from fence f where f.host = host.id and f.ended_at is null) as fenced
              from host
            """;

    private static final String ARC = """
            (select hashtextextended(id::text, 0) as place, id, name, underlay, traits, hypervisors, vcpus, memory_bytes,
                    disk_bytes, zone, enabled, disabled_reason, connected, changed_at, false as fenced
               from host
              where enabled and connected and hashtextextended(id::text, 0) between ? and ?
                and (?::text is null or zone = ?)
              order by hashtextextended(id::text, 0) limit ?)
            """;

    // What comes first is taken first: the second one is not begun where the first one has enough.
    private static final String ARCS = ARC + " union all " + ARC + " limit ?";

    List<Host> all(Reads reads) {
        return reads.query(COLUMNS + " order by name", HostStore::row);
    }

    List<Host> some(Reads reads, Collection<HostId> hosts) {
        return reads.query(
                COLUMNS + " where id = any(?::uuid[])",
                HostStore::row,
                hosts.stream().map(HostId::value).toList());
    }

    /// As [#some].
    Asked<Host> ask(Tx tx, Collection<HostId> hosts) {
        return tx.ask(
                COLUMNS + " where id = any(?::uuid[])",
                HostStore::row,
                hosts.stream().map(HostId::value).toList());
    }

    /// A page of them, by id.
    List<Host> page(Reads reads, UUID after, int limit) {
        return reads.query(COLUMNS + " where id > ? order by id limit ?", HostStore::row, after, limit);
    }

    Optional<Host> named(Reads reads, String name) {
        return reads.first(COLUMNS + " where name = ?", HostStore::row, name);
    }

    boolean zone(Reads reads, String zone) {
        return reads.exists("select 1 from host where zone = ? limit 1", zone);
    }

    /// Hosts that new guests may be placed on, in the order of the ring: by a hash of their ids.
    ///
    /// @param from the first place on the ring
    /// @param to   the last, behind the end of the ring where it is less than the first
    List<Hosts.Stop> ring(Reads reads, long from, long to, Optional<String> zone, int limit) {
        RowReader<Hosts.Stop> stop = row -> new Hosts.Stop(row.whole("place"), row(row));
        if (from <= to) return reads.query(ARC, stop, from, to, zone, zone, limit);
        return reads.query(
                ARCS, stop, from, Long.MAX_VALUE, zone, zone, limit, Long.MIN_VALUE, to, zone, zone, limit, limit);
    }

    Optional<Host> find(Reads reads, HostId host) {
        return reads.first(COLUMNS + " where id = ?", HostStore::row, host.value());
    }

    /// Records who said hello. The operator's own columns (zone, enabled) stay as they are.
    void greet(Tx tx, List<HostHello> hellos, Instant now) {
        tx.batch("""
                insert into host (id, name, underlay, traits, hypervisors, vcpus, memory_bytes, disk_bytes, zone, enabled,
                                  connected, changed_at, created_at, boot)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, true, true, ?, ?, ?)
                    on conflict (id) do update
                   set name = excluded.name, underlay = excluded.underlay, traits = excluded.traits,
                       hypervisors = excluded.hypervisors, vcpus = excluded.vcpus,
                       memory_bytes = excluded.memory_bytes, disk_bytes = excluded.disk_bytes, boot = excluded.boot,
                       connected = true,
                       changed_at = case when host.connected then host.changed_at else excluded.changed_at end
                """, hellos.stream().map(hello -> values(hello, now)).toList());
    }

    private static Object[] values(HostHello hello, Instant now) {
        return new Object[] {
            hello.host().value(),
            hello.name(),
            hello.underlay(),
            hello.traits().stream().sorted().toList(),
            hello.inventory().hypervisors(),
            hello.inventory().vcpus(),
            hello.inventory().memoryBytes(),
            hello.inventory().diskBytes(),
            Hosts.ZONE,
            now,
            now,
            hello.boot()
        };
    }

    void disconnected(Tx tx, HostId host, Instant now) {
        tx.update("update host set connected = false, changed_at = ? where id = ? and connected", now, host.value());
    }

    void allDisconnected(Tx tx, Instant now) {
        tx.update("update host set connected = false, changed_at = ? where connected", now);
    }

    void enable(Tx tx, HostId host, boolean enabled, Optional<String> reason, Instant now) {
        tx.update(
                "update host set enabled = ?, disabled_reason = ?, changed_at = ? where id = ?",
                enabled,
                reason,
                now,
                host.value());
    }

    void rezone(Tx tx, HostId host, String zone) {
        tx.update("update host set zone = ? where id = ?", zone, host.value());
    }

    /// The start of its machine that it has greeted from last; unknown of one that has not since a release that kept
    /// none.
    Optional<UUID> boot(Reads reads, HostId host) {
        return reads.first("select boot from host where id = ?", row -> row.optUuid("boot"), host.value())
                .flatMap(boot -> boot);
    }

    /// Whether the host is there; it stays until the transaction ends then.
    boolean held(Tx tx, HostId host) {
        return tx.exists("select from host where id = ? for key share", host.value());
    }

    /// The host, which nobody else changes until the transaction ends.
    Optional<Host> locked(Tx tx, HostId host) {
        return tx.first(COLUMNS + " where id = ? for update", HostStore::row, host.value());
    }

    void bury(Tx tx, Host host, Instant now) {
        tx.update(
                "insert into removed_host (id, name, removed_at) values (?, ?, ?)",
                host.id().value(),
                host.name(),
                now);
        tx.update("delete from host where id = ?", host.id().value());
    }

    /// Those of some hosts that were removed.
    Set<HostId> buried(Reads reads, Collection<HostId> hosts) {
        return Set.copyOf(reads.query(
                "select id from removed_host where id = any(?::uuid[])",
                row -> new HostId(row.uuid("id")),
                hosts.stream().map(HostId::value).toList()));
    }

    private static Host row(Row row) {
        return new Host(
                new HostId(row.uuid("id")),
                row.text("name"),
                row.text("underlay"),
                row.texts("traits"),
                row.texts("hypervisors").stream().map(HypervisorKind::valueOf).toList(),
                row.integer("vcpus"),
                row.whole("memory_bytes"),
                row.whole("disk_bytes"),
                row.text("zone"),
                row.flag("enabled"),
                row.optText("disabled_reason"),
                row.flag("connected"),
                row.flag("fenced"),
                row.instant("changed_at"));
    }

    /// This cloud's id and epoch; made by the first call.
    Identity cloud(Tx tx, UUID fresh) {
        tx.update("insert into cloud (id, epoch) select ?, 1 where not exists (select 1 from cloud)", fresh);
        return tx.only("select id, epoch from cloud", row -> new Identity(row.uuid("id"), row.whole("epoch")));
    }

    /// Begins a new epoch: by the clock, so that two restores of one backup are not taken for the same, and with
    /// generations of its own, above all that were given out before.
    void raiseEpoch(Tx tx, Instant now) {
        tx.update("update cloud set epoch = greatest(epoch + 1, ?)", now.getEpochSecond());
        tx.query("select setval('host_order_generation', epoch * ?) from cloud", row -> true, GENERATIONS);
    }

    /// Which cloud this is.
    record Identity(UUID id, long epoch) {}
}
