package brume.cloud.image;

import brume.base.fault.CloudFault;
import brume.base.json.Json;
import brume.base.sql.Asked;
import brume.base.sql.Keyset;
import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import brume.base.sql.Where;
import brume.contract.ImageSpec;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Rows of images.
final class ImageStore {
    private static final String COLUMNS = """
            select id, owner, name, status, visibility, guarded, hidden, disk_format, container_format, min_disk_bytes,
                   min_ram_bytes, tags, properties, blob, size_bytes, virtual_size_bytes, md5, sha512, boots,
                   created_at, updated_at, deleted_at, generation
              from image""";

    /// Also one that was deleted.
    Optional<Image> find(Reads reads, UUID id) {
        return reads.first(COLUMNS + " where id = ?", ImageStore::row, id);
    }

    /// As [#find].
    Asked<Image> ask(Tx tx, UUID id) {
        return tx.ask(COLUMNS + " where id = ?", ImageStore::row, id);
    }

    List<Image> all(Reads reads, Collection<UUID> ids) {
        return reads.query(COLUMNS + " where id = any(?::uuid[])", ImageStore::row, ids);
    }

    /// Held until the transaction ends.
    Optional<Image> lock(Tx tx, UUID id) {
        return tx.first(COLUMNS + " where id = ? for update", ImageStore::row, id);
    }

    List<Image> page(Reads reads, Where where, Keyset keyset) {
        var all = keyset.after(where);
        return reads.query(COLUMNS + all.text() + keyset.order(), ImageStore::row, all.parameters());
    }

    void insert(Tx tx, Image image) {
        var about = image.about();
        tx.update(
                """
                insert into image (id, owner, name, status, visibility, guarded, hidden, disk_format, container_format,
                                   min_disk_bytes, min_ram_bytes, tags, properties, created_at, updated_at, generation)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                image.id(),
                about.owner(),
                about.name(),
                image.status(),
                about.visibility(),
                about.guarded(),
                about.hidden(),
                about.diskFormat(),
                about.containerFormat(),
                about.minDiskBytes(),
                about.minRamBytes(),
                about.tags(),
                Json.MAPPER.valueToTree(about.properties()),
                image.createdAt(),
                image.updatedAt(),
                image.generation());
    }

    /// Writes what is said of an image over the value it was made from.
    ///
    /// @throws CloudFault.Stale when the row has moved on since it was read
    void describe(Tx tx, Image image, ImageDescription next, Instant now) {
        int written = tx.update(
                """
                update image set owner = ?, name = ?, visibility = ?, guarded = ?, hidden = ?, disk_format = ?,
                       container_format = ?, min_disk_bytes = ?, min_ram_bytes = ?, tags = ?, properties = ?,
                       updated_at = ?, generation = generation + 1
                 where id = ? and generation = ?
                """,
                next.owner(),
                next.name(),
                next.visibility(),
                next.guarded(),
                next.hidden(),
                next.diskFormat(),
                next.containerFormat(),
                next.minDiskBytes(),
                next.minRamBytes(),
                next.tags(),
                Json.MAPPER.valueToTree(next.properties()),
                now,
                image.id(),
                image.generation());
        if (written == 0) throw new CloudFault.Stale("image " + image.id() + " changed meanwhile");
    }

    void status(Tx tx, UUID id, Image.Status status, Instant now) {
        tx.update(
                "update image set status = ?, updated_at = ?, generation = generation + 1 where id = ?",
                status,
                now,
                id);
    }

    void delete(Tx tx, UUID id, Instant now) {
        tx.update("""
                update image set status = 'DELETED', upload = null, upload_until = null, updated_at = ?, deleted_at = ?,
                       generation = generation + 1
                 where id = ?
                """, now, now, id);
        tx.update("delete from image_member where image = ?", id);
    }

    /// Images that count for a project's quota.
    long count(Reads reads, UUID owner) {
        return reads.only(
                "select count(*) as n from image where owner = ? and deleted_at is null", row -> row.whole("n"), owner);
    }

    /// Bytes that count for a project's quota.
    long bytes(Reads reads, UUID owner) {
        return reads.only("""
                select coalesce(sum(size_bytes), 0)::bigint as n from image where owner = ? and deleted_at is null
                """, row -> row.whole("n"), owner);
    }

    private static Image row(Row row) {
        var properties = new TreeMap<String, String>();
        for (Map.Entry<String, tools.jackson.databind.JsonNode> entry :
                row.json("properties").properties()) {
            properties.put(entry.getKey(), entry.getValue().stringValue());
        }
        var about = new ImageDescription(
                row.uuid("owner"),
                row.optText("name"),
                row.word("visibility", ImageDescription.Visibility.class),
                row.flag("guarded"),
                row.flag("hidden"),
                row.optWord("disk_format", DiskFormat.class),
                row.optWord("container_format", ContainerFormat.class),
                row.whole("min_disk_bytes"),
                row.whole("min_ram_bytes"),
                row.texts("tags"),
                properties);
        var content = row.optText("md5")
                .map(md5 -> new Image.Content(
                        // A deleted image's bytes may be gone already; its sizes and digests stay.
                        row.optUuid("blob").orElse(GONE),
                        row.whole("size_bytes"),
                        row.optWhole("virtual_size_bytes"),
                        md5,
                        row.text("sha512"),
                        row.optWord("boots", ImageSpec.Format.class)));
        return new Image(
                row.uuid("id"),
                about,
                row.word("status", Image.Status.class),
                content,
                row.instant("created_at"),
                row.instant("updated_at"),
                row.optInstant("deleted_at"),
                row.whole("generation"));
    }

    /// Names no bytes.
    private static final UUID GONE = new UUID(0, 0);
}
