package brume.openstack.glance;

import brume.base.id.Ids;
import brume.cloud.image.Image;
import brume.cloud.image.ImageMember;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/// Images and members as the wire has them.
final class ImageView {
    private ImageView() {}

    static Map<String, Object> image(Image image) {
        var about = image.about();
        var view = new LinkedHashMap<String, Object>(about.properties());
        view.put("id", image.id().toString());
        view.put("name", about.name().orElse(null));
        view.put("disk_format", about.diskFormat().map(ImageBody::word).orElse(null));
        view.put(
                "container_format", about.containerFormat().map(ImageBody::word).orElse(null));
        view.put("visibility", ImageBody.word(about.visibility()));
        view.put("size", image.content().map(Image.Content::sizeBytes).orElse(null));
        view.put(
                "virtual_size",
                image.content().flatMap(Image.Content::virtualSizeBytes).orElse(null));
        view.put("status", ImageBody.word(image.status()));
        view.put("checksum", image.content().map(Image.Content::md5).orElse(null));
        view.put("protected", about.guarded());
        view.put("min_ram", about.minRamBytes() >> 20);
        view.put("min_disk", about.minDiskBytes() >> 30);
        view.put("owner", Ids.plain(about.owner()));
        view.put("os_hidden", about.hidden());
        view.put("os_hash_algo", image.content().map(c -> "sha512").orElse(null));
        view.put("os_hash_value", image.content().map(Image.Content::sha512).orElse(null));
        view.put("created_at", time(image.createdAt()));
        view.put("updated_at", time(image.updatedAt()));
        view.put("tags", about.tags());
        view.put("self", "/v2/images/" + image.id());
        view.put("file", "/v2/images/" + image.id() + "/file");
        view.put("schema", "/v2/schemas/image");
        return view;
    }

    static Map<String, Object> member(ImageMember member) {
        var view = new LinkedHashMap<String, Object>();
        view.put("member_id", Ids.plain(member.project()));
        view.put("image_id", member.image().toString());
        view.put("status", ImageBody.word(member.status()));
        view.put("created_at", time(member.createdAt()));
        view.put("updated_at", time(member.updatedAt()));
        view.put("schema", "/v2/schemas/member");
        return view;
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
