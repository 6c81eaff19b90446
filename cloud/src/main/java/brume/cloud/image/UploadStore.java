package brume.cloud.image;

import brume.base.sql.Reads;
import brume.base.sql.Sql;
import brume.base.sql.Tx;
import brume.cloud.upkeep.Keys;
import brume.cloud.upkeep.Overdue;
import brume.cloud.upkeep.Work;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The parts of an image's row that follow its bytes: uploads in progress, content, what is left over.
final class UploadStore {
    void begin(Tx tx, UUID image, UUID blob, Instant until, Instant now) {
        tx.update("""
                update image set status = 'SAVING', upload = ?, upload_until = ?, updated_at = ?,
                       generation = generation + 1
                 where id = ?
                """, blob, until, now, image);
    }

    /// @return whether the upload is still wanted
    boolean renew(Sql sql, UUID image, UUID blob, Instant until) {
        return sql.update("update image set upload_until = ? where id = ? and upload = ?", until, image, blob) > 0;
    }

    /// @return whether the upload was still wanted
    boolean finish(Tx tx, UUID image, Image.Content content, Instant now) {
        return tx.update(
                        """
                        update image set status = 'ACTIVE', upload = null, upload_until = null, blob = ?, size_bytes = ?,
                               virtual_size_bytes = ?, md5 = ?, sha512 = ?, boots = ?, updated_at = ?,
                               generation = generation + 1
                         where id = ? and upload = ?
                        """,
                        content.blob(),
                        content.sizeBytes(),
                        content.virtualSizeBytes(),
                        content.md5(),
                        content.sha512(),
                        content.boots(),
                        now,
                        image,
                        content.blob())
                > 0;
    }

    /// Back to having no bytes.
    void giveUp(Sql sql, UUID image, UUID blob, Instant now) {
        sql.update("""
                update image set status = 'QUEUED', upload = null, upload_until = null, updated_at = ?,
                       generation = generation + 1
                 where id = ? and upload = ?
                """, now, image, blob);
    }

    /// An upload in progress.
    ///
    /// @param until when it is given up unless it is renewed
    record Running(UUID image, UUID blob, Instant until) {}

    List<Running> running(Reads reads) {
        return reads.query(
                "select id, upload, upload_until from image where upload is not null",
                row -> new Running(row.uuid("id"), row.uuid("upload"), row.instant("upload_until")));
    }

    /// Uploads that nobody has renewed in time.
    static List<Overdue> late(Reads reads, Instant now, Optional<String> after, int limit) {
        return reads.query(
                """
                select id, owner, upload_until from image
                 where upload is not null and upload_until <= ? and id > ? order by id limit ?
                """,
                row -> {
                    var id = row.uuid("id").toString();
                    var until = row.instant("upload_until");
                    return new Overdue(
                            Work.IMAGE_UPLOAD,
                            id,
                            "image",
                            id,
                            Optional.of(row.uuid("owner")),
                            Optional.empty(),
                            Optional.empty(),
                            until.minus(Work.IMAGE_UPLOAD.most()),
                            until,
                            Optional.empty(),
                            "the next clearing up after uploads");
                },
                now,
                Keys.after(after),
                limit);
    }

    /// Those of `blobs` that some row names.
    Set<UUID> named(Reads reads, List<UUID> blobs) {
        return Set.copyOf(reads.query("""
                select distinct unnest(array[blob, upload]) as key
                  from image where blob = any(?::uuid[]) or upload = any(?::uuid[])
                """, row -> row.optUuid("key").orElse(new UUID(0, 0)), blobs, blobs));
    }

    /// A deleted image whose bytes are still there.
    record Leftover(UUID image, UUID blob) {}

    List<Leftover> leftovers(Reads reads, int limit) {
        return reads.query("""
                select id, blob from image where deleted_at is not null and blob is not null order by deleted_at limit ?
                """, row -> new Leftover(row.uuid("id"), row.uuid("blob")), limit);
    }

    /// An image that names another as its kernel or RAM disk.
    record Namer(UUID image, boolean deleted) {}

    List<Namer> namers(Reads reads, UUID part) {
        return reads.query(
                """
                select id, deleted_at is not null as deleted from image
                 where id <> ? and blob is not null
                   and (lower(properties ->> 'kernel_id') = ? or lower(properties ->> 'ramdisk_id') = ?)
                """, row -> new Namer(row.uuid("id"), row.flag("deleted")), part, part.toString(), part.toString());
    }

    void forget(Sql sql, Leftover leftover) {
        sql.update("update image set blob = null where id = ? and blob = ?", leftover.image, leftover.blob);
    }
}
