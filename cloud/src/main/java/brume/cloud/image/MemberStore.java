package brume.cloud.image;

import brume.base.sql.Reads;
import brume.base.sql.Row;
import brume.base.sql.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Rows of image members.
final class MemberStore {
    private static final String COLUMNS = "select image, project, status, created_at, updated_at from image_member";

    Optional<ImageMember> find(Reads reads, UUID image, UUID project) {
        return reads.first(COLUMNS + " where image = ? and project = ?", MemberStore::row, image, project);
    }

    List<ImageMember> of(Reads reads, UUID image) {
        return reads.query(COLUMNS + " where image = ? order by created_at, project", MemberStore::row, image);
    }

    /// The projects that each of these images was given to.
    Map<UUID, Set<UUID>> projects(Reads reads, Collection<UUID> images) {
        return reads.query(COLUMNS + " where image = any(?::uuid[])", MemberStore::row, images).stream()
                .collect(Collectors.groupingBy(
                        ImageMember::image, Collectors.mapping(ImageMember::project, Collectors.toSet())));
    }

    void insert(Tx tx, ImageMember member) {
        tx.update(
                "insert into image_member (image, project, status, created_at, updated_at) values (?, ?, ?, ?, ?)",
                member.image(),
                member.project(),
                member.status(),
                member.createdAt(),
                member.updatedAt());
    }

    boolean answer(Tx tx, UUID image, UUID project, ImageMember.Status status, Instant now) {
        return tx.update(
                        "update image_member set status = ?, updated_at = ? where image = ? and project = ?",
                        status,
                        now,
                        image,
                        project)
                > 0;
    }

    boolean delete(Tx tx, UUID image, UUID project) {
        return tx.update("delete from image_member where image = ? and project = ?", image, project) > 0;
    }

    private static ImageMember row(Row row) {
        return new ImageMember(
                row.uuid("image"),
                row.uuid("project"),
                row.word("status", ImageMember.Status.class),
                row.instant("created_at"),
                row.instant("updated_at"));
    }
}
