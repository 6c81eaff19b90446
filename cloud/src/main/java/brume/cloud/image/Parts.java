package brume.cloud.image;

import brume.base.fault.CloudFault;
import brume.base.id.Ids;
import brume.base.sql.Reads;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the kernels and RAM disks that images name.
final class Parts {
    private static final String KERNEL = "kernel_id";
    private static final String RAMDISK = "ramdisk_id";

    private final ImageStore images;
    private final MemberStore members;

    Parts(ImageStore images, MemberStore members) {
        this.images = images;
        this.members = members;
    }

    /// By the image's id; three queries at most.
    Map<UUID, BootImages> of(Reads reads, Collection<UUID> wanted) {
        return of(reads, images.all(reads, wanted));
    }

    private Map<UUID, BootImages> of(Reads reads, List<Image> all) {
        var named = all.stream()
                .flatMap(image -> Stream.of(id(image, KERNEL), id(image, RAMDISK)))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        Map<UUID, Image> parts = named.isEmpty()
                ? Map.of()
                : images.all(reads, named).stream().collect(Collectors.toMap(Image::id, part -> part));
        var given = given(reads, parts.values());
        var found = new LinkedHashMap<UUID, BootImages>();
        for (var image : all) {
            found.put(
                    image.id(),
                    new BootImages(image, part(image, KERNEL, parts, given), part(image, RAMDISK, parts, given)));
        }
        return found;
    }

    private Map<UUID, Set<UUID>> given(Reads reads, Collection<Image> parts) {
        var shared = parts.stream()
                .filter(part -> part.about().visibility() == ImageDescription.Visibility.SHARED)
                .map(Image::id)
                .toList();
        return shared.isEmpty() ? Map.of() : members.projects(reads, shared);
    }

    private static Optional<Image> part(
            Image image, String property, Map<UUID, Image> parts, Map<UUID, Set<UUID>> given) {
        var owner = image.about().owner();
        return id(image, property)
                .map(parts::get)
                .filter(part -> part.about().owner().equals(owner)
                        || switch (part.about().visibility()) {
                            case PUBLIC, COMMUNITY -> true;
                            case PRIVATE -> false;
                            case SHARED ->
                                given.getOrDefault(part.id(), Set.of()).contains(owner);
                        });
    }

    /// @throws CloudFault.Invalid when the image names a part that is not there to be used
    BootImages usable(Reads reads, Image image) {
        var boot = of(reads, List.of(image)).get(image.id());
        usable(image, KERNEL, boot.kernel());
        usable(image, RAMDISK, boot.ramdisk());
        return boot;
    }

    private static void usable(Image image, String property, Optional<Image> part) {
        if (!image.about().properties().containsKey(property)) return;
        if (part.filter(p -> p.status() == Image.Status.ACTIVE).isEmpty()) {
            throw new CloudFault.Invalid(
                    "image-not-bootable",
                    "The " + property + " of image " + image.id() + " names no active image that its owner may use.");
        }
        Images.spec(part.get());
    }

    private static Optional<UUID> id(Image image, String property) {
        return image.property(property).flatMap(Ids::parse);
    }
}
