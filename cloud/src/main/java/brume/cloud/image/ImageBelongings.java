package brume.cloud.image;

import static brume.cloud.upkeep.Tie.Effect.HOLDS;
import static brume.cloud.upkeep.Tie.Effect.STAYS;

import brume.cloud.upkeep.Belongings;
import brume.cloud.upkeep.Kind;
import brume.cloud.upkeep.Tie;
import java.util.List;

/// What hangs on what among images.
final class ImageBelongings {
    private ImageBelongings() {}

    static Belongings all() {
        return new Belongings(
                List.of(
                        Kind.of(
                                "image",
                                "select id, name, owner as project from image"
                                        + " where deleted_at is null and id = any(?::uuid[])"),
                        Kind.texts(
                                "metadef-namespace",
                                "select name as id, name, owner as project from metadef_namespace"
                                        + " where name = any(?)")),
                List.of(
                        Tie.itself(
                                "image",
                                "is protected; take that off first",
                                "image",
                                "id = ? and guarded and deleted_at is null"),
                        Tie.of(
                                "metadef-namespace",
                                "metadef-namespace",
                                HOLDS,
                                "is protected; take that off first",
                                "name",
                                "from metadef_namespace where name = ? and guarded"),
                        Tie.of(
                                "image",
                                "image",
                                STAYS,
                                "names it as its kernel or RAM disk, and boots no more",
                                "o.id",
                                """
                                from (values (?::uuid)) x (id) join image o
                                  on x.id::text in (o.properties ->> 'kernel_id', o.properties ->> 'ramdisk_id')
                                 where o.deleted_at is null
                                """),
                        Tie.of(
                                "project",
                                "image",
                                HOLDS,
                                "is the project's",
                                "id",
                                "from image where owner = ? and deleted_at is null"),
                        Tie.of(
                                "project",
                                "metadef-namespace",
                                HOLDS,
                                "is the project's",
                                "name",
                                "from metadef_namespace where owner = ?")));
    }
}
