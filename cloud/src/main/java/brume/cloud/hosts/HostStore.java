package brume.cloud.hosts;

import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.contract.HostHello;
import brume.contract.HostId;
import brume.contract.HypervisorKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Hosts, one row each.
final class HostStore {
    /// How many generations an epoch has for each second that it lasts.
    static final long GENERATIONS = 1L << 24;

    private static final String COLUMNS = """
            select id, name, underlay, traits, hypervisors, vcpus, memory_bytes, disk_bytes, zone, enabled,
                   disabled_reason, connected, changed_at
              from host
            """;

    List<Host> all(Reads reads) {
        return reads.query(COLUMNS + " order by name", HostStore::row);
    }

    Optional<Host> find(Reads reads, HostId host) {
        return reads.first(COLUMNS + " where id = ?", HostStore::row, host.value());
    }

    /// Records who said hello. The operator's own columns (zone, enabled) stay as they are.
    void greet(Tx tx, HostHello hello, Instant now) {
        tx.update(
                """
                insert into host (id, name, underlay, traits, hypervisors, vcpus, memory_bytes, disk_bytes, zone, enabled,
                                  connected, changed_at, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, true, true, ?, ?)
                    on conflict (id) do update
                   set name = excluded.name, underlay = excluded.underlay, traits = excluded.traits,
                       hypervisors = excluded.hypervisors, vcpus = excluded.vcpus,
                       memory_bytes = excluded.memory_bytes, disk_bytes = excluded.disk_bytes, connected = true,
                       changed_at = case when host.connected then host.changed_at else excluded.changed_at end
                """,
                hello.host().value(),
                hello.name(),
                hello.underlay(),
                List.copyOf(hello.traits()),
                hello.inventory().hypervisors(),
                hello.inventory().vcpus(),
                hello.inventory().memoryBytes(),
                hello.inventory().diskBytes(),
                Hosts.ZONE,
                now,
                now);
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

    boolean buried(Reads reads, HostId host) {
        return reads.exists("select 1 from removed_host where id = ?", host.value());
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
