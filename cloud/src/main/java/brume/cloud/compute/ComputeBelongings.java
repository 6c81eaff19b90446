package brume.cloud.compute;

import static brume.cloud.upkeep.Tie.Effect.AWAITED;
import static brume.cloud.upkeep.Tie.Effect.GOES;
import static brume.cloud.upkeep.Tie.Effect.HOLDS;
import static brume.cloud.upkeep.Tie.Effect.STAYS;

import brume.base.sql.Reads;
import brume.cloud.hosts.Hosts;
import brume.cloud.upkeep.Belongings;
import brume.cloud.upkeep.Kind;
import brume.cloud.upkeep.Tie;
import brume.contract.HostId;
import java.util.List;
import java.util.Optional;

/// What hangs on what among instances. One that was deleted is told of as long as its host may hold it.
final class ComputeBelongings {
    private final Hosts hosts;

    ComputeBelongings(Hosts hosts) {
        this.hosts = hosts;
    }

    Belongings all() {
        return new Belongings(
                List.of(
                        Kind.of("instance", """
                            select id, name, project from instance i
                             where (deleted_at is null or exists (select 1 from residence r where r.instance = i.id))
                               and id = any(?::uuid[])
                            """),
                        Kind.of("server-group", "select id, name, project from server_group where id = any(?::uuid[])"),
                        Kind.texts("flavor", "select id, name, null::uuid as project from flavor where id = any(?)"),
                        Kind.of(
                                "key-pair",
                                "select id, name, null::uuid as project from key_pair where id = any(?::uuid[])")),
                List.of(
                        Tie.itself(
                                        "instance",
                                        "is locked; unlock it, or ask an administrator",
                                        "instance",
                                        "id = ? and locked and deleted_at is null")
                                .unlessAdmin(),
                        new Tie("instance", "host", AWAITED, "has to confirm that the guest is gone", true, this::away),
                        Tie.of(
                                "image",
                                "instance",
                                STAYS,
                                "boots from the image, whose bytes stay until it is gone",
                                "i.id",
                                """
                                from (values (?::uuid)) x (image) cross join lateral (
                                          select id from instance where image = x.image and deleted_at is null
                                          union
                                          select b.instance from instance_boot b join instance j on j.id = b.instance
                                           where x.image in (b.kernel, b.ramdisk) and j.deleted_at is null) i
                                """),
                        Tie.of(
                                "flavor",
                                "instance",
                                STAYS,
                                "keeps the size that it was made with",
                                "id",
                                "from instance where flavor_id = ? and deleted_at is null"),
                        Tie.of(
                                "server-group",
                                "instance",
                                STAYS,
                                "stays where it is",
                                "m.instance",
                                "from server_group_member m join instance i on i.id = m.instance"
                                        + " where m.server_group = ? and i.deleted_at is null"),
                        Tie.of(
                                "host",
                                "instance",
                                HOLDS,
                                "lives there",
                                "instance",
                                "from residence where host = ? and role = 'ACTIVE'"),
                        Tie.of("user", "key-pair", GOES, "is the user's", "id", "from key_pair where owner = ?"),
                        Tie.of(
                                "user",
                                "instance",
                                STAYS,
                                "was made by the user, and is its project's",
                                "id",
                                "from instance where owner = ? and deleted_at is null"),
                        Tie.of(
                                "project",
                                "instance",
                                HOLDS,
                                "is the project's",
                                "id",
                                "from instance where project = ? and residency <> 'GONE'"),
                        Tie.of(
                                "project",
                                "server-group",
                                GOES,
                                "is the project's",
                                "id",
                                "from server_group where project = ?")));
    }

    /// Hosts that are out of reach and may have the guest.
    private List<Tie.Found> away(Reads reads, Object id, int limit) {
        var homes = reads.query(
                "select distinct host from residence where instance = ? order by host limit ?",
                row -> new HostId(row.uuid("host")),
                id,
                limit);
        var known = hosts.lately(homes);
        return homes.stream()
                .map(host -> Optional.ofNullable(known.get(host)))
                .flatMap(Optional::stream)
                .filter(host -> !host.connected())
                .map(host -> new Tie.Found(
                        host.id().toString(),
                        Optional.of("host " + host.name() + " is out of reach since " + host.changedAt()
                                + ": the instance goes at once, its room and addresses when the host comes back and"
                                + " confirms, or is fenced or removed")))
                .toList();
    }
}
