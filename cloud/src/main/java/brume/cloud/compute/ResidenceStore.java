package brume.cloud.compute;

import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.contract.HostId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Where instances live. What hosts say of it, [GuestNews] writes.
final class ResidenceStore {
    /// How many instances a host has.
    long on(Reads reads, HostId host) {
        return reads.only("select count(*) as n from residence where host = ?", row -> row.whole("n"), host.value());
    }

    /// The instances of some hosts.
    Map<HostId, List<UUID>> on(Reads reads, Collection<HostId> hosts) {
        var on = new HashMap<HostId, List<UUID>>();
        reads.query(
                        "select host, instance from residence where host = any(?::uuid[]) order by instance",
                        row -> Map.entry(new HostId(row.uuid("host")), row.uuid("instance")),
                        hosts.stream().map(HostId::value).toList())
                .forEach(entry -> on.computeIfAbsent(entry.getKey(), host -> new ArrayList<>())
                        .add(entry.getValue()));
        return on;
    }

    /// The hosts on which some instances live.
    List<HostId> homes(Reads reads, Collection<UUID> instances) {
        return reads.query(
                "select distinct host from residence where instance = any(?::uuid[])",
                row -> new HostId(row.uuid("host")),
                instances);
    }

    /// The hosts on which some instances live, as far as they are a project's.
    List<HostId> homes(Reads reads, UUID project, Collection<UUID> instances) {
        return reads.query("""
                select distinct r.host from residence r join instance i on i.id = r.instance
                 where i.project = ? and r.instance = any(?::uuid[])
                """, row -> new HostId(row.uuid("host")), project, instances);
    }

    void insert(Tx tx, List<Residence> residences) {
        var rows = new ArrayList<Object[]>();
        for (var r : residences) {
            rows.add(new Object[] {
                r.id(), r.instance(), r.host().value(), r.role(), r.seen().state(), r.since()
            });
        }
        tx.laterAll("""
                insert into residence (id, instance, host, role, generation, seen_generation, state, boots, losses,
                                       shut_down_inside, removed, created_at)
                values (?, ?, ?, ?, 0, 0, ?, 0, 0, false, false, ?)
                """, rows);
    }

    void outgoing(Tx tx, UUID residence) {
        tx.update("update residence set role = 'OUTGOING', generation = generation + 1 where id = ?", residence);
    }

    void removed(Tx tx, UUID residence) {
        tx.update("update residence set removed = true, generation = generation + 1 where id = ?", residence);
    }

    void delete(Tx tx, UUID residence) {
        tx.update("delete from residence where id = ?", residence);
    }

    /// The hosts that instances of a filtered list are on.
    List<HostId> homes(Reads reads, Where where) {
        return reads.query(
                "select distinct r.host from residence r where r.role in ('ACTIVE', 'OUTGOING') and r.instance in ("
                        + "select i.id from instance i" + where.text() + ")",
                row -> new HostId(row.uuid("host")),
                where.parameters());
    }

    /// The losses of its guest are recorded with the instance. Written when [InstanceStore#looked] is.
    void told(Tx tx, Residence home) {
        tx.later(
                "update residence set told_losses = ? where id = ?", home.seen().losses(), home.id());
    }
}
