package brume.cloud.compute;

import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// Server groups and their members.
final class ServerGroupStore {
    private static final String COLUMNS = """
            select g.id, g.project, g.owner, g.name, g.policy, g.most, g.created_at,
                   (select array_agg(m.instance order by m.instance)
                      from server_group_member m join instance i on i.id = m.instance
                     where m.server_group = g.id and i.deleted_at is null) as members
              from server_group g
            """;

    Optional<ServerGroup> find(Reads reads, UUID id) {
        return reads.first(COLUMNS + " where g.id = ?", ServerGroupStore::row, id);
    }

    /// As [#find], kept from being deleted until the transaction ends.
    Optional<ServerGroup> hold(Tx tx, UUID id) {
        return tx.first(COLUMNS + " where g.id = ? for key share of g", ServerGroupStore::row, id);
    }

    /// Oldest first.
    List<ServerGroup> list(Reads reads, Optional<UUID> project, int limit, int offset) {
        var where = new Where();
        project.ifPresent(id -> where.and("g.project = ?", id));
        return reads.query(
                COLUMNS + where.text() + " order by g.created_at, g.id limit ? offset ?",
                ServerGroupStore::row,
                where.parameters(limit, offset));
    }

    long count(Reads reads, UUID project) {
        return reads.only("select count(*) as n from server_group where project = ?", row -> row.whole("n"), project);
    }

    void insert(Tx tx, ServerGroup group) {
        tx.update(
                """
                insert into server_group (id, project, owner, name, policy, most, created_at)
                values (?, ?, ?, ?, ?, ?, ?)
                """,
                group.id(),
                group.project(),
                group.owner(),
                group.name(),
                group.policy(),
                group.most(),
                group.createdAt());
    }

    void delete(Tx tx, UUID id) {
        tx.update("delete from server_group where id = ?", id);
    }

    void join(Tx tx, UUID group, Collection<UUID> instances) {
        tx.batch(
                "insert into server_group_member (server_group, instance) values (?, ?)",
                instances.stream().map(id -> new Object[] {group, id}).toList());
    }

    List<UUID> members(Reads reads, UUID group) {
        return reads.query("""
                select m.instance as instance from server_group_member m join instance i on i.id = m.instance
                 where m.server_group = ? and i.deleted_at is null
                """, row -> row.uuid("instance"), group);
    }

    /// The group of each instance that is in one.
    Map<UUID, UUID> grouped(Reads reads, Collection<UUID> instances) {
        return reads
                .query(
                        "select instance, server_group from server_group_member where instance = any(?::uuid[])",
                        row -> Map.entry(row.uuid("instance"), row.uuid("server_group")),
                        instances)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a));
    }

    private static ServerGroup row(Row row) {
        return new ServerGroup(
                row.uuid("id"),
                row.uuid("project"),
                row.optUuid("owner"),
                row.text("name"),
                row.word("policy", ServerGroup.Policy.class),
                row.optInteger("most"),
                row.instant("created_at"),
                row.uuids("members"));
    }
}
