package brume.cloud.image;

import brume.base.sql.Sql;
import brume.cloud.bytes.ByteStore;
import brume.cloud.upkeep.Check;
import brume.cloud.upkeep.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Whether images have their bytes.
final class ImageChecks {
    private static final String CAUSE = "a file was lost or cut short: restore it from a backup, or delete the image";

    private final Sql sql;
    private final ByteStore bytes;

    ImageChecks(Sql sql, ByteStore bytes) {
        this.sql = sql;
        this.bytes = bytes;
    }

    List<Check> all() {
        return List.of(Check.of(
                        "image.bytes",
                        "an image has all of its bytes",
                        (after, limit) -> sql.query(
                                "select id from image where blob is not null and id > ? order by id limit ?",
                                row -> row.uuid("id"),
                                after,
                                limit),
                        this::wrong)
                .twice());
    }

    private record Stored(UUID id, UUID owner, UUID blob, long sizeBytes) {}

    private List<Finding> wrong(List<UUID> images) {
        return sql
                .query(
                        """
                        select id, owner, blob, size_bytes from image
                         where id = any(?::uuid[]) and blob is not null and deleted_at is null
                        """,
                        row -> new Stored(row.uuid("id"), row.uuid("owner"), row.uuid("blob"), row.whole("size_bytes")),
                        images)
                .stream()
                .flatMap(image -> wrong(image).stream())
                .toList();
    }

    private Optional<Finding> wrong(Stored image) {
        try {
            var size = bytes.size(image.blob);
            if (size.equals(Optional.of(image.sizeBytes))) return Optional.empty();
            var what = size.map(there -> "it has " + there + " bytes of " + image.sizeBytes)
                    .orElse("its bytes are gone");
            return Optional.of(Finding.of("image", image.id, what, CAUSE).in(image.owner));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
