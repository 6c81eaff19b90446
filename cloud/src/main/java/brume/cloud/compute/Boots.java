package brume.cloud.compute;

import brume.base.json.Json;
import brume.base.sql.Reads;
import brume.base.sql.Tx;
import brume.cloud.image.Images;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What instances boot from, kept with each.
final class Boots {
    private final Images images;

    Boots(Images images) {
        this.images = images;
    }

    void insert(Tx tx, List<Instance> instances, Boot boot) {
        var json = Json.MAPPER.valueToTree(boot);
        var rows = new ArrayList<Object[]>();
        for (var instance : instances) {
            rows.add(new Object[] {
                instance.id(), boot.kernel().map(k -> k.id()), boot.ramdisk().map(r -> r.id()), json
            });
        }
        tx.laterAll("insert into instance_boot (instance, kernel, ramdisk, boot) values (?, ?, ?, ?)", rows);
    }

    /// An instance boots from something else from now on.
    void replace(Tx tx, Instance instance, Boot boot) {
        tx.update("delete from instance_boot where instance = ?", instance.id());
        insert(tx, List.of(instance), boot);
    }

    Map<UUID, Boot> of(Reads reads, Collection<Instance> instances) {
        var boots = new HashMap<UUID, Boot>();
        reads.query(
                        "select instance, boot from instance_boot where instance = any(?::uuid[])",
                        row -> Map.entry(row.uuid("instance"), row.json("boot", Boot.class)),
                        instances.stream().map(Instance::id).toList())
                .forEach(entry -> boots.put(entry.getKey(), entry.getValue()));
        var older = instances.stream().filter(i -> !boots.containsKey(i.id())).toList();
        if (older.isEmpty()) return boots;
        // Made by a release that kept nothing: as their images are today.
        var pictures = images.boots(
                reads, older.stream().map(i -> i.recipe().image()).distinct().toList());
        older.forEach(i -> boots.put(i.id(), Boot.of(pictures.get(i.recipe().image()))));
        return boots;
    }

    /// Whether an instance that is not gone boots from the image, or with it.
    boolean uses(Reads reads, UUID image) {
        return reads.exists("""
                select 1 from instance where image = ? and deleted_at is null
                union all
                select 1 from instance_boot b join instance i on i.id = b.instance
                 where (b.kernel = ? or b.ramdisk = ?) and i.deleted_at is null
                limit 1
                """, image, image, image);
    }
}
