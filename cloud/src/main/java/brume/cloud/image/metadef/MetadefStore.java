package brume.cloud.image.metadef;

import brume.base.sql.Keyset;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Rows of definitions.
final class MetadefStore {
    private static final String NAMESPACE = """
            select id, name, owner, display_name, description, visibility, guarded, created_at, updated_at
              from metadef_namespace""";
    private static final String ITEM = "select kind, name, body, created_at, updated_at from metadef_item";

    Optional<Namespace> find(Reads reads, String name) {
        return reads.first(NAMESPACE + " where name = ?", MetadefStore::namespace, name);
    }

    Optional<Namespace> lock(Tx tx, String name) {
        return tx.first(NAMESPACE + " where name = ? for update", MetadefStore::namespace, name);
    }

    List<Namespace> page(Reads reads, Where where, Keyset keyset) {
        var all = keyset.after(where);
        return reads.query(NAMESPACE + all.text() + keyset.order(), MetadefStore::namespace, all.parameters());
    }

    void insert(Tx tx, Namespace namespace) {
        tx.update(
                """
                insert into metadef_namespace (id, name, owner, display_name, description, visibility, guarded,
                                               created_at, updated_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                namespace.id(),
                namespace.name(),
                namespace.owner(),
                namespace.about().displayName(),
                namespace.about().description(),
                namespace.about().everybody() ? "PUBLIC" : "PRIVATE",
                namespace.about().guarded(),
                namespace.createdAt(),
                namespace.updatedAt());
    }

    void update(Tx tx, UUID id, String name, Namespace.About about, Instant now) {
        tx.update(
                """
                update metadef_namespace set name = ?, display_name = ?, description = ?, visibility = ?, guarded = ?,
                       updated_at = ?
                 where id = ?
                """,
                name,
                about.displayName(),
                about.description(),
                about.everybody() ? "PUBLIC" : "PRIVATE",
                about.guarded(),
                now,
                id);
    }

    void delete(Tx tx, UUID id) {
        tx.update("delete from metadef_namespace where id = ?", id);
    }

    List<Definition> items(Reads reads, UUID namespace, Definition.Kind kind) {
        return reads.query(
                ITEM + " where namespace = ? and kind = ? order by name", MetadefStore::item, namespace, kind);
    }

    Optional<Definition> item(Reads reads, UUID namespace, Definition.Kind kind, String name) {
        return reads.first(
                ITEM + " where namespace = ? and kind = ? and name = ?", MetadefStore::item, namespace, kind, name);
    }

    void insert(Tx tx, UUID namespace, Definition.Kind kind, String name, JsonNode body, Instant now) {
        tx.update("""
                insert into metadef_item (namespace, kind, name, body, created_at, updated_at) values (?, ?, ?, ?, ?, ?)
                """, namespace, kind, name, body, now, now);
    }

    boolean update(Tx tx, UUID namespace, Definition.Kind kind, String name, String next, JsonNode body, Instant now) {
        return tx.update("""
                        update metadef_item set name = ?, body = ?, updated_at = ?
                         where namespace = ? and kind = ? and name = ?
                        """, next, body, now, namespace, kind, name) > 0;
    }

    boolean delete(Tx tx, UUID namespace, Definition.Kind kind, String name) {
        return tx.update(
                        "delete from metadef_item where namespace = ? and kind = ? and name = ?", namespace, kind, name)
                > 0;
    }

    void clear(Tx tx, UUID namespace, Definition.Kind kind) {
        tx.update("delete from metadef_item where namespace = ? and kind = ?", namespace, kind);
    }

    List<ResourceType> types(Reads reads) {
        return reads.query(
                "select name, created_at from metadef_resource_type order by name",
                row -> new ResourceType(row.text("name"), row.instant("created_at")));
    }

    /// By namespace, each in the order of the types' names.
    Map<UUID, List<Association>> associations(Reads reads, Collection<UUID> namespaces) {
        record Of(UUID namespace, Association association) {}
        return reads
                .query(
                        """
                        select namespace, resource_type, prefix, properties_target, created_at
                          from metadef_association where namespace = any(?::uuid[]) order by resource_type
                        """,
                        row -> new Of(
                                row.uuid("namespace"),
                                new Association(
                                        row.text("resource_type"),
                                        row.optText("prefix"),
                                        row.optText("properties_target"),
                                        row.instant("created_at"))),
                        namespaces)
                .stream()
                .collect(
                        Collectors.groupingBy(Of::namespace, Collectors.mapping(Of::association, Collectors.toList())));
    }

    void associate(Tx tx, UUID namespace, Association association) {
        tx.update(
                "insert into metadef_resource_type (name, created_at) values (?, ?) on conflict (name) do nothing",
                association.resourceType(),
                association.createdAt());
        tx.update(
                """
                insert into metadef_association (namespace, resource_type, prefix, properties_target, created_at)
                values (?, ?, ?, ?, ?)
                """,
                namespace,
                association.resourceType(),
                association.prefix(),
                association.propertiesTarget(),
                association.createdAt());
    }

    boolean dissociate(Tx tx, UUID namespace, String type) {
        return tx.update("delete from metadef_association where namespace = ? and resource_type = ?", namespace, type)
                > 0;
    }

    private static Namespace namespace(Row row) {
        return new Namespace(
                row.uuid("id"),
                row.text("name"),
                row.uuid("owner"),
                new Namespace.About(
                        row.optText("display_name"),
                        row.optText("description"),
                        row.text("visibility").equals("PUBLIC"),
                        row.flag("guarded")),
                row.instant("created_at"),
                row.instant("updated_at"));
    }

    private static Definition item(Row row) {
        return new Definition(
                row.word("kind", Definition.Kind.class),
                row.text("name"),
                row.json("body"),
                row.instant("created_at"),
                row.instant("updated_at"));
    }
}
